"""JSON documents: lists, wrappers, single objects, and ones that break off."""

import json

import pytest

from copydesk.reading import json_documents


def titles(drawn):
    return drawn.frame["title"].to_list()


@pytest.fixture(params=["whole", "streamed"])
def way(request, monkeypatch):
    """Both ways of reading: at once, and as a stream as large documents are."""
    if request.param == "streamed":
        monkeypatch.setattr(json_documents, "WHOLE_BYTES", 110)


A, B = {"title": "one", "body": "x" * 50}, {"title": "two", "body": "y" * 50}


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    "document",
    [
        [A, B],
        {"articles": [A, B]},
        {"status": "ok", "totalResults": 2, "articles": [A, B]},
        {"title": "a feed", "items": [A, B]},
        {"data": {"count": 2, "docs": [A, B]}},
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_the_list_of_articles_is_found(read, write, document, indent):
    drawn = read(write("a.json", json.dumps(document, indent=indent)))
    assert titles(drawn) == ["one", "two"]
    assert drawn.frame["row"].to_list() == [1, 2]
    assert drawn.problems == []
    assert drawn.inputs[0].format == "json"


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("indent", [None, 2])
def test_one_article_with_a_list_inside_is_one_article(read, write, indent):
    drawn = read(write("a.json", json.dumps({**A, "images": [{"url": "x"}, {"url": "y"}]}, indent=indent)))
    assert titles(drawn) == ["one"]


def test_json_lines_called_json(read, write):
    drawn = read(write("a.json", f"{json.dumps(A)}\n{json.dumps(B)}\nbad\n"))
    assert titles(drawn) == ["one", "two"]
    assert drawn.inputs[0].format == "jsonl"
    assert drawn.told() == [("record", 3)]


def test_objects_one_after_another(read, write):
    drawn = read(write("a.json", json.dumps(A, indent=1) + "\n" + json.dumps(B, indent=1)))
    assert titles(drawn) == ["one", "two"]


@pytest.mark.usefixtures("way")
def test_a_list_that_breaks_off_keeps_what_came_before(read, write):
    drawn = read(write("a.json", json.dumps([A, B])[:-20]))
    assert titles(drawn) == ["one"]
    assert drawn.told() == [("file", None)]
    assert "breaks off after 1 records" in drawn.problems[0].message


@pytest.mark.usefixtures("way")
def test_items_that_are_no_objects(read, write):
    drawn = read(write("a.json", json.dumps([A, 3, "x", None, [A], B])))
    assert titles(drawn) == ["one", "two"]
    assert drawn.told() == [("record", 2), ("record", 3), ("record", 4), ("record", 5)]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("deep", ["[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000])
def test_an_object_nested_too_deep_costs_no_memory(read, write, deep):
    drawn = read(write("a.json", f'[{json.dumps(A)}, {{"title":"deep","body":{deep}}}]'))
    assert titles(drawn) == ["one"]
    assert drawn.told() == [("record", 2)]
    assert "nested too deep" in drawn.problems[0].message


@pytest.mark.usefixtures("way")
def test_bytes_that_are_no_utf8(read, write):
    drawn = read(write("a.json", b'[{"title":"Caf\xe9","body":"' + b"x" * 100 + b'"},{"title":"two","body":"\xff"}]'))
    assert titles(drawn) == ["Caf�", "two"]
    assert drawn.told() == [("encoding", None)]


def test_a_record_larger_than_the_limit_stops_a_streamed_document(read, write, monkeypatch):
    monkeypatch.setattr(json_documents, "WHOLE_BYTES", 60)
    large = json.dumps({"title": "large", "body": "z" * 400_000})
    drawn = read(write("a.json", f"[{json.dumps(A)},{large}]"), max_record_bytes=100_000)
    assert titles(drawn) == ["one"]
    assert drawn.told() == [("record", 2)]


def test_numbers_are_numbers(read, write):
    drawn = read(write("a.json", '[{"title":"x","body":"y","id":12,"status":404,"published":1.5}]'))
    row = drawn.rows[0]
    assert (row["id"], row["status"], row["published"]) == ("12", 404, "1.5")


@pytest.mark.parametrize(("content", "told"), [("3", "a number"), ('"x"', "text"), ("null", "null")])
def test_a_document_that_is_no_list(read, write, content, told):
    drawn = read(write("a.json", content))
    assert drawn.told() == [("file", None)]
    assert told in drawn.problems[0].message


@pytest.mark.parametrize("content", ["[]", '{"articles": []}'])
def test_a_document_without_records(read, write, content):
    drawn = read(write("a.json", content))
    assert [problem.message for problem in drawn.problems] == ["the file holds no records"]
