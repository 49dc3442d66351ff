"""Paths: files, folders, links, names that are not there."""

import os
from pathlib import Path

import pytest

from copydesk.errors import InputError


def test_a_folder_is_read_sorted_and_without_hidden_files(read, write, tmp_path):
    write("in/b.txt", "B\nb")
    write("in/a.jsonl", '{"title":"J","body":"j"}\n')
    write("in/sub/c.txt", "C\nc")
    write("in/.hidden.txt", "H\nh")
    write("in/.git/d.txt", "D\nd")
    write("in/logo.png", b"\x89PNG")
    drawn = read(tmp_path / "in")
    assert drawn.frame["title"].to_list() == ["J", "B", "C"]
    assert drawn.frame["id"].to_list()[1:] == ["b.txt", str(Path("sub", "c.txt"))]
    assert drawn.frame["file"].to_list()[1] == str(tmp_path / "in" / "b.txt")
    assert drawn.problems == []
    assert [(about.format, about.articles) for about in drawn.inputs] == [("jsonl", 1), ("text", 2)]


def test_text_files_share_blocks_and_keep_their_text(read, write, tmp_path):
    for number in range(30):
        write(f"in/{number:02}.txt", f"Title {number}\r\n\n  body {number}\n\n")
    drawn = read(tmp_path / "in", block_records=20)
    assert [block.articles.height for block in drawn.blocks] == [20, 10]
    assert drawn.rows[3]["title"] == "Title 3"
    assert drawn.rows[3]["body"] == "\n  body 3\n\n"
    assert drawn.rows[3]["row"] == 1
    assert drawn.blocks[0].fields == {"title", "body"}
    assert len(drawn.inputs) == 1


def test_two_text_files_never_have_one_id(read, write, tmp_path):
    first, second, other = write("x/a.txt", "A\n1"), write("y/a.txt", "A\n2"), write("y/b.txt", "B\n3")
    assert read([first, second, other]).frame["id"].to_list() == [str(first), str(second), "b.txt"]
    assert read([tmp_path / "x", tmp_path / "y"]).frame["id"].to_list() == [str(first), str(second), "b.txt"]


def test_a_path_that_is_not_there_is_a_problem_and_the_rest_is_read(read, write, tmp_path):
    there = write("a.jsonl", '{"title":"A","body":"a"}\n')
    drawn = read([tmp_path / "gone.jsonl", there, tmp_path / "gone2.txt"])
    assert drawn.frame["title"].to_list() == ["A"]
    assert [(problem.kind, problem.file) for problem in drawn.problems] == [
        ("file", str(tmp_path / "gone.jsonl")),
        ("file", str(tmp_path / "gone2.txt")),
    ]
    assert [about.articles for about in drawn.inputs] == [0, 1, 0]


def test_no_path_that_is_there(read, tmp_path):
    with pytest.raises(InputError, match=r"(?s)gone1.*gone2.*Check"):
        read([str(tmp_path / "gone1"), str(tmp_path / "gone2")])


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.parquet", "a.txt", "a.unknown", "a.jsonl.gz"])
def test_an_empty_file(read, write, name):
    drawn = read(write(name, b""))
    assert [(problem.kind, problem.message) for problem in drawn.problems] == [("file", "the file is empty")]


def test_a_folder_without_any_readable_file(read, write, tmp_path):
    write("in/logo.png", b"x")
    drawn = read(tmp_path / "in")
    assert drawn.told() == [("file", None)]
    assert "is empty" in drawn.problems[0].message


def test_links_that_lead_in_circles(read, write, tmp_path):
    write("in/sub/a.txt", "A\na")
    (tmp_path / "in" / "sub" / "up").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in" / "broken.txt").symlink_to(tmp_path / "nowhere")
    drawn = read(tmp_path / "in")
    assert drawn.frame["title"].to_list() == ["A"]
    assert [problem.file for problem in drawn.problems] == [str(tmp_path / "in" / "broken.txt")]


def test_a_pipe_in_a_folder_is_not_waited_on(read, write, tmp_path):
    write("in/a.txt", "A\na")
    os.mkfifo(tmp_path / "in" / "pipe.jsonl")
    assert read(tmp_path / "in").frame["title"].to_list() == ["A"]


def test_a_file_that_may_not_be_read(read, write, monkeypatch):
    closed, there = write("a.jsonl", "x"), write("b.jsonl", '{"title":"A","body":"a"}')
    really_open = Path.open

    # root may read everything, so the refusal is played
    def refuse(path, *mode):
        if path == closed:
            raise PermissionError(13, "Permission denied")
        return really_open(path, *mode)

    monkeypatch.setattr(Path, "open", refuse)
    drawn = read([closed, there])
    assert drawn.frame.height == 1
    assert [(problem.kind, problem.message) for problem in drawn.problems] == [("file", "the file may not be read")]


def test_text_files_that_are_no_utf8_or_hold_nul(read, write):
    drawn = read(
        [write("a.txt", b"Caf\xe9\nbody"), write("b.txt", b"B\nx\x00y"), write("c.txt", "C\nc".encode("utf-16"))]
    )
    assert drawn.frame["title"].to_list() == ["Caf�", "B", "C"]
    assert drawn.told() == [("encoding", 1), ("encoding", 2)]


def test_a_text_file_over_the_limit(read, write):
    drawn = read([write("a.txt", "A\n" + "x" * 100), write("b.txt", "B\nb")], max_record_bytes=50)
    assert drawn.frame["title"].to_list() == ["B"]
    assert drawn.told() == [("record", 1)]


def test_a_name_that_is_no_utf8(read, tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(path)).write_bytes(b"A\na")
    drawn = read(os.fsdecode(path))
    assert drawn.rows[0]["id"] == "caf�.txt"


def test_blocks_can_be_drawn_again(write):
    from copydesk.reading import Reader

    reader = Reader(write("a.jsonl", '{"title":"A","body":"a"}\n'))
    assert [block.articles.height for block in reader.blocks()] == [1]
    assert [block.articles.height for block in reader.blocks()] == [1]
    assert [about.articles for about in reader.inputs] == [1]
