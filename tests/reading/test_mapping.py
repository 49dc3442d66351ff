"""Which field of the input fills which canonical field."""

import polars as pl
import pytest

from copydesk.errors import SettingsError
from copydesk.reading import ARTICLE_FIELDS
from copydesk.reading.fields import GENERIC, PRESETS, folded

NEWSPAPER = {
    "url": "https://www.example.org/news/1", "read_more_link": "", "language": "en", "title": "T", "top_image": "",
    "authors": ["Ann Lee", "Bo Ek"], "publish_date": "2024-05-03T00:00:00", "summary": "made", "meta_lang": "id",
    "meta_description": "D", "meta_site_name": "Example", "canonical_link": "https://www.example.org/news/1",
    "text": "B",
}  # fmt: skip
TRAFILATURA = {
    "title": "T", "author": "Ann Lee; Bo Ek", "hostname": "example.org", "date": "2024-05-03", "fingerprint": "f",
    "id": None, "license": None, "comments": "", "raw_text": "raw", "text": "B", "language": "id-ID", "image": None,
    "source": "https://www.example.org/news/1", "source-hostname": "Example", "excerpt": "D", "categories": "",
}  # fmt: skip
FUNDUS = {
    "title": "T", "authors": ["Ann Lee", "Bo Ek"], "publishing_date": "2024-05-03 10:00:00+02:00", "topics": ["x"],
    "body": {
        "summary": ["S"],
        "sections": [{"headline": [], "paragraphs": ["p1", "p2"]}, {"headline": ["H"], "paragraphs": ["p3"]}],
    },
    "lang": "id",
    "html": {"requested_url": "https://example.org/r", "responded_url": "https://www.example.org/news/1",
             "content": "<html>", "crawl_date": "2024-05-04", "source_info": {"publisher": "Example"}},
}  # fmt: skip
NEWS_PLEASE = {
    "authors": ["Ann Lee", "Bo Ek"], "date_download": "2024-05-04 00:00:00", "date_modify": "2024-05-03 12:00:00",
    "date_publish": "2024-05-03 10:00:00", "description": "D", "filename": "x.json", "image_url": None,
    "language": "id", "localpath": None, "maintext": "B", "source_domain": "www.example.org", "title": "T",
    "title_page": None, "title_rss": None, "url": "https://www.example.org/news/1",
}  # fmt: skip
GOOSE = {
    "meta": {"description": "D", "lang": "id", "keywords": "", "favicon": "",
             "canonical": "https://www.example.org/news/1"},
    "image": None, "domain": "www.example.org", "title": "T", "cleaned_text": "B", "opengraph": {}, "tags": [],
    "tweets": [], "movies": [], "links": [], "authors": ["Ann Lee", "Bo Ek"], "publish_date": "2024-05-03",
}  # fmt: skip
READABILITY = {
    "title": "T", "byline": "Ann Lee; Bo Ek", "dir": None, "lang": "id", "content": "<p>B</p>", "textContent": "B",
    "length": 1, "excerpt": "D", "siteName": "Example", "publishedTime": "2024-05-03",
}  # fmt: skip


@pytest.mark.parametrize(
    ("preset", "record", "source", "body"),
    [
        ("newspaper4k", NEWSPAPER, "Example", "B"),
        ("trafilatura", TRAFILATURA, "example.org", "B"),
        ("fundus", FUNDUS, "Example", "S\np1\np2\nH\np3"),
        ("news-please", NEWS_PLEASE, "www.example.org", "B"),
        ("goose3", GOOSE, "www.example.org", "B"),
        ("readability", READABILITY, "Example", "B"),
    ],
)
def test_a_scraper_is_recognised(read, jsonl, preset, record, source, body):
    drawn = read(jsonl(record))
    row = drawn.rows[0]
    assert drawn.inputs[0].preset == preset
    assert (row["title"], row["body"], row["source"]) == ("T", body, source)
    assert row["authors"] == ["Ann Lee", "Bo Ek"]
    assert row["published"].startswith("2024-05-03")
    assert row["language"] == "id"
    assert row["url"] == (None if preset == "readability" else "https://www.example.org/news/1")
    assert row["description"] == (None if preset == "fundus" else "D")
    assert row["mistyped"] is None
    assert drawn.problems == []
    assert drawn.inputs[0].mapping["body"] in {"text", "maintext", "cleaned_text", "textContent", "body"}


def test_nested_fields_of_fundus(read, jsonl):
    drawn = read(jsonl(FUNDUS))
    assert (drawn.rows[0]["html"], drawn.rows[0]["fetched_at"]) == ("<html>", "2024-05-04")
    assert drawn.inputs[0].mapping["html"] == "html.content"


def test_names_are_compared_without_case_and_separators(read, jsonl):
    drawn = read(jsonl({"Head Line": "x", "HEADLINE": "T", "Article-Body": "B", "Date_Published": "d"}))
    row = drawn.rows[0]
    assert (row["title"], row["body"], row["published"]) == ("x", "B", "d")


def test_spellings_that_differ_in_one_file_are_one_field(read, jsonl):
    drawn = read(jsonl({"Title": "one", "body": "a"}, {"title": "two", "body": "b"}))
    assert drawn.frame["title"].to_list() == ["one", "two"]


def test_keys_seen_only_later_still_map(read, jsonl):
    records = [{"title": f"{n}", "body": "b"} for n in range(10)] + [{"title": "x", "body": "b", "url": "http://e.org"}]
    drawn = read(jsonl(*records), block_records=4)
    assert drawn.rows[-1]["url"] == "http://e.org"
    assert "url" not in drawn.blocks[0].fields
    assert {"url", "source"} <= drawn.blocks[-1].fields


def test_a_null_field_gives_way_to_the_next(read, jsonl):
    drawn = read(jsonl({"title": None, "headline": "H", "body": "b"}, {"title": "", "headline": "H", "body": "b"}))
    assert drawn.frame["title"].to_list() == ["H", ""]


def test_the_users_fields_win(read, jsonl):
    record = {"title": "wrong", "kop": "T", "inhoud": {"tekst": "B", "a.b": "x"}, "a.b": "D", "text": "wrong"}
    drawn = read(jsonl(record), fields={"title": "kop", "body": "inhoud.tekst", "description": "a.b"})
    row = drawn.rows[0]
    assert (row["title"], row["body"], row["description"]) == ("T", "B", "D")
    assert drawn.inputs[0].mapping == {"title": "kop", "body": "inhoud.tekst", "description": "a.b"}


def test_the_users_field_is_not_used_for_another(read, jsonl):
    drawn = read(jsonl({"title": "T", "text": "B", "summary": "S"}), fields={"body": "summary"})
    assert (drawn.rows[0]["body"], drawn.rows[0]["description"]) == ("S", None)


def test_a_field_that_does_not_exist(read, jsonl, article):
    with pytest.raises(SettingsError, match="did you mean `published`"):
        read(jsonl(article), fields={"publised": "date"})
    with pytest.raises(SettingsError):
        read(jsonl(article), stdin_format="xml")


def test_a_named_field_that_no_record_has(read, jsonl, article):
    drawn = read(jsonl(article), fields={"published": "datum"})
    assert drawn.told() == [("column", None)]
    assert "datum" in drawn.problems[0].message


def test_a_file_without_known_fields_is_left_out(read, jsonl, article):
    unknown = {"nr": "1", "kop": "A headline", "inhoud": "A text that is longer"}
    drawn = read([jsonl(unknown, name="a.jsonl"), jsonl(article, name="b.jsonl")])
    assert drawn.frame.height == 1
    (problem,) = drawn.problems
    assert problem.kind == "column"
    assert "nr, kop, inhoud" in problem.message
    assert '[fields] title = "kop" and body = "inhoud"' in problem.advice


def test_files_that_use_ids_for_keys_stay_small(read, jsonl):
    records = [{"title": "T", **{f"key {n} {m}": "" for m in range(100)}} for n in range(80)]
    drawn = read(jsonl(*records, {"body": "late"}), block_records=10)
    assert drawn.rows[-1]["body"] == "late"


def test_the_tables_of_a_parquet_file_without_known_fields(read, tmp_path):
    path = tmp_path / "a.parquet"
    pl.DataFrame({"kop": ["A headline"], "inhoud": ["A text that is longer"]}).write_parquet(path)
    drawn = read(path)
    assert drawn.told() == [("column", None)]
    assert "kop, inhoud" in drawn.problems[0].message


@pytest.mark.parametrize(("record", "lacks"), [({"body": "b"}, "title"), ({"title": "t"}, "body")])
def test_half_an_article_is_read_and_told(read, jsonl, record, lacks):
    drawn = read(jsonl(record))
    assert drawn.frame.height == 1
    assert drawn.told() == [("column", None)]
    assert f"[fields] {lacks} =" in drawn.problems[0].advice


@pytest.mark.parametrize(
    ("record", "url", "source"),
    [
        ({"url": "https://WWW.Example.org:8080/a"}, "https://WWW.Example.org:8080/a", "example.org"),
        ({"url": "https://u:p@news.example.org?x"}, "https://u:p@news.example.org?x", "news.example.org"),
        ({"url": "no url"}, "no url", None),
        ({"url": "https://a.org/", "source": "S"}, "https://a.org/", "S"),
        ({"url": "https://a.org/", "source": ""}, "https://a.org/", "a.org"),
        ({"source": "https://www.a.org/1"}, "https://www.a.org/1", "a.org"),
        ({"source": "corpus", "host": "www.a.org"}, None, "corpus"),
        ({"source": None, "host": "www.a.org"}, None, "www.a.org"),
        ({"source": {"id": None, "name": "Example"}}, None, "Example"),
    ],
)
def test_source_and_url(read, jsonl, article, record, url, source):
    row = read(jsonl({**article, **record})).rows[0]
    assert (row["url"], row["source"]) == (url, source)


def test_the_data_names_canonical_fields_only_and_no_name_twice():
    assert GENERIC.keys() == ARTICLE_FIELDS
    for fields in [GENERIC, *(preset.fields for preset in PRESETS)]:
        assert fields.keys() <= ARTICLE_FIELDS
        names = [folded(name) for options in fields.values() for name in options]
        assert sorted(names) == sorted(set(names))
