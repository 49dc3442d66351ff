"""Where the page of a record lies: in the record, beside the batch, or in a folder of pages; and never elsewhere."""

import gzip

import orjson
import pytest

import copydesk

BODY = "The ferry will stay in dock until the new pier is finished, the council said on Monday."
PAGE = f"""<html><head><meta name="author" content="Ana Petrel"><script type="application/ld+json">
{{"@type": "NewsArticle", "author": {{"@type": "Person", "name": "Ana Petrel"}}}}</script></head>
<body><article><h1>Ferry stays in dock</h1><p class="byline">By <a rel="author" href="/authors/ana">Ana Petrel</a></p>
<p>{BODY}</p></article></body></html>"""
RECORD = {"id": "ferry", "title": "Ferry stays in dock", "language": "en", "authors": [], "body": BODY}
SETTINGS = copydesk.Settings(select=["BY01", "BY02"])


def checked(folder, record, settings=SETTINGS):
    batch = folder / "batch.jsonl"
    batch.write_bytes(orjson.dumps(record))
    return copydesk.check(str(batch), settings=settings)


def suggested(result):
    return [(row["code"], row["suggest"]) for row in result.findings.iter_rows(named=True)]


FOUND = [("BY02", ["Ana Petrel"])]
NOT_FOUND = [("BY01", None)]


def test_a_page_in_the_record(tmp_path):
    assert suggested(checked(tmp_path, RECORD | {"html": PAGE})) == FOUND


@pytest.mark.parametrize("name", ["pages/ferry.html", "pages/ferry.html.gz", "./pages/../pages/ferry.htm"])
def test_a_page_in_a_file_beside_the_batch(tmp_path, name):
    (tmp_path / "pages").mkdir()
    data = PAGE.encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert suggested(checked(tmp_path, RECORD | {"html": name})) == FOUND


OUTSIDE = ["../secret.html", "{root}/secret.html", "pages/link.html", "pages", "none.html", "a\0.html"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_name_leads_nowhere_else(tmp_path, name):
    inside = tmp_path / "batch"
    (inside / "pages").mkdir(parents=True)
    (tmp_path / "secret.html").write_text(PAGE)
    (inside / "pages" / "link.html").symlink_to(tmp_path / "secret.html")
    result = checked(inside, RECORD | {"html": name.format(root=tmp_path)})
    assert suggested(result) == NOT_FOUND
    assert result.summary.tallies["BY02"].not_applicable == 1


@pytest.mark.parametrize("name", ["../secret.html", "none.html", "pages/none.html.gz"])
def test_a_page_that_is_not_there_is_told(tmp_path, name):
    result = checked(tmp_path, RECORD | {"html": name}, copydesk.Settings(select=["IN05"]))
    (row,) = result.findings.iter_rows(named=True)
    assert row["quote"] == name
    assert "no such file in the batch's folder" in row["message"]


@pytest.mark.parametrize("name", ["https://gazette.example/ferry.html", "ferry", ""])
def test_what_names_no_file_is_none_that_is_missing(tmp_path, name):
    assert not checked(tmp_path, RECORD | {"html": name}, copydesk.Settings(select=["IN05"])).findings.height


def test_a_folder_of_pages_by_id(tmp_path):
    pages = tmp_path / "fetched"
    pages.mkdir()
    (pages / "ferry.html").write_text(PAGE)
    settings = SETTINGS.model_copy(update={"pages": pages})
    assert suggested(checked(tmp_path, RECORD, settings)) == FOUND
    assert suggested(checked(tmp_path, RECORD | {"id": "../batch.jsonl"}, settings)) == NOT_FOUND


def test_a_page_in_another_encoding_than_utf_8(tmp_path):
    page = PAGE.replace("Ana Petrel", "Anna Stürmvogel").replace("<head>", "<head><meta charset='iso-8859-1'>")
    (tmp_path / "ferry.html").write_bytes(page.encode("latin-1"))
    assert suggested(checked(tmp_path, RECORD | {"html": "ferry.html"})) == [("BY02", ["Anna Stürmvogel"])]


def test_without_a_page_nothing_is_held_against_it(tmp_path):
    result = checked(tmp_path, RECORD)
    assert suggested(result) == NOT_FOUND
    assert result.summary.tallies["BY02"].not_applicable == 1


def test_a_page_that_names_nobody_makes_a_missing_byline_a_note(tmp_path):
    result = checked(tmp_path, RECORD | {"html": f"<html><h1>Ferry stays in dock</h1><p>{BODY}</p></html>"})
    (row,) = result.findings.iter_rows(named=True)
    assert (row["code"], row["severity"]) == ("BY01", "info")
    assert "its page names none" in row["message"]


def test_of_an_article_cut_out_of_its_page_nobody_knows_whom_the_page_named(tmp_path):
    result = checked(tmp_path, RECORD | {"html": f"<div><p>{BODY}</p></div>"})
    (row,) = result.findings.iter_rows(named=True)
    assert (row["code"], row["severity"]) == ("BY01", "warning")


def test_a_folder_of_pages_that_is_not_there(tmp_path):
    settings = SETTINGS.model_copy(update={"pages": tmp_path / "none"})
    with pytest.raises(copydesk.CopydeskError, match="there is no folder"):
        checked(tmp_path, RECORD, settings)


@pytest.mark.parametrize("attribute", ["name", "property", "itemprop"])
def test_a_meta_element_is_named_as_the_page_writes_it(tmp_path, attribute):
    page = f'<html><meta {attribute}="Article:Published_Time" content="2026-01-02"><body><p>{BODY}</p></body></html>'
    record = RECORD | {"html": page, "published": "2026-05-02T10:11:12Z"}
    (finding,) = checked(tmp_path, record, copydesk.Settings(select=["DA04"])).findings.iter_rows(named=True)
    assert f'by meta[{attribute}="Article:Published_Time"]' in finding["message"]
