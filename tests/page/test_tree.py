"""What a page shows: blocks of text, their marks, and selectors that lead back to them."""

from selectolax.lexbor import LexborHTMLParser

from copydesk.page.declared import Declared
from copydesk.page.tree import blocks_of
from copydesk.page.zones import Known, Zones

PAGE = """<html><head><title>No text</title><script>var x = "No text";</script></head><body>
<nav class="main-nav"><a href="/">Home</a> <a href="/harbour">Harbour</a></nav>
<article><h1>Ferry <em>stays</em> in dock</h1>
<div class="meta byline-box">By <a rel="author" href="/authors/ana">Ana Petrel</a><time>3 May</time></div>
<p>The ferry will stay.<br>Nobody knows why.</p></article><footer>© Gazette</footer></body></html>"""


def test_blocks_are_what_a_reader_sees_in_one_piece():
    texts = [block.text for block in blocks_of(PAGE)]
    assert texts == [
        "Home Harbour", "Ferry stays in dock", "By Ana Petrel 3 May", "The ferry will stay.", "Nobody knows why.",
        "© Gazette",
    ]  # fmt: skip


def test_marks_say_what_stands_around():
    menu, headline, byline, *_, footer = blocks_of(PAGE)
    assert {"elsewhere", "link"} <= menu.marks
    assert {"h1", "article"} <= headline.marks
    assert {"class", "rel", "profile", "time"} <= byline.marks
    assert "footer" in footer.marks
    assert menu.link_share > 0.8
    assert byline.link_share < 0.8


def test_what_stands_around_the_whole_article_marks_none_of_its_parts():
    page = PAGE.replace("<article>", '<div class="has-comments"><article class="post author-ana">').replace(
        "</article>", "</article></div>"
    )
    blocks = blocks_of(page)
    zones = Zones(blocks, Known("Ferry stays in dock", "The ferry will stay. Nobody knows why.", None, None))
    byline = next(block for block in blocks if block.text.startswith("By "))
    assert {"elsewhere", "article"} <= byline.marks
    assert byline.marks_up_to(zones.around) == {"class", "meta", "rel", "profile", "link", "time"}
    assert "elsewhere" in blocks[0].marks_up_to(zones.around)


def test_a_selector_finds_the_element_again():
    byline = blocks_of(PAGE)[2]
    found = LexborHTMLParser(PAGE).css(byline.selector("Ana Petrel"))
    assert [node.text() for node in found] == ["Ana Petrel"]


def test_json_ld_is_read_with_the_slips_of_templates():
    page = """<script type="application/ld+json">/* <![CDATA[ */ {"@type": "NewsArticle", "author": [{"name": "Ana"},],
    "headline": "A\tB"} /* ]]> */</script>
    <script type='application/ld+json'>{"@type": ["Thing", "BlogPosting"]}</script>"""
    declared = Declared(page)
    assert [node.get("@type") for node in declared.articles] == ["NewsArticle", ["Thing", "BlogPosting"]]


def test_meta_elements_in_any_order_of_their_attributes():
    page = (
        "<META content=\"Ana 'A' Petrel\" NAME=author><meta property='og:title' content='1 > 0'><meta name=x content=>"
    )
    declared = Declared(page)
    assert declared.metas == [("author", "Ana 'A' Petrel"), ("og:title", "1 > 0")]
    assert declared.meta("nothing", "og:title") == "1 > 0"
    assert (
        Declared('<link rel="canonical" href="https://a.example/?a=1&amp;b=2">').canonical
        == "https://a.example/?a=1&b=2"
    )
