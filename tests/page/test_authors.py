"""Candidates for authors, and what speaks for them."""

import pytest

from copydesk.page.authors import Candidates
from copydesk.page.names import name_finder
from copydesk.page.page import Page
from copydesk.page.zones import Known
from copydesk.rulebook import load_rulebook

FINDER = name_finder(load_rulebook().vocabulary, "en")
BODY = "The ferry will stay in dock until the new pier is finished, the council said on Monday."


def signs_of(html, name, body=BODY):
    page = Page(html, Known("Ferry stays in dock", body, "gazette.example", None))
    found = Candidates(page.declared, page.blocks, page.known, FINDER).all
    return next((one.signs for one in found if one.name == name), None)


def test_the_label_of_a_meta_element_says_whose_name_it_is():
    written = '<meta name="twitter:label1" content="{}"><meta name="twitter:data1" content="Ana Petrel">'
    assert signs_of(written.format("Written by"), "Ana Petrel")["declared meta label"] == 1
    assert signs_of(written.format("Verfasst von"), "Ana Petrel")["declared meta label"] == 1
    assert signs_of(written.format("Reading time"), "Ana Petrel") is None


def test_a_byline_that_the_body_has_kept():
    html = f"<article><h1>Ferry stays in dock</h1><p>By Ana Petrel for the Harbour Gazette</p><p>{BODY}</p></article>"
    assert signs_of(html, "Ana Petrel", f"By Ana Petrel for the Harbour Gazette\n{BODY}")["place in body"] == 1


@pytest.mark.parametrize(
    ("byline", "marks"),
    [
        (
            '<p>Posted on 3 May by <a rel="author" href="/author/ana">ana77</a> in <a href="/tag/x">Harbour</a></p>',
            True,
        ),
        ('<p>Posted on 3 May by ana77 in <a rel="author" href="/author/ana">Harbour</a></p>', False),
    ],
)
def test_the_element_that_holds_a_name_and_nothing_else(byline, marks):
    signs = signs_of(f"<article><h1>Ferry stays in dock</h1>{byline}<p>{BODY}</p></article>", "ana77")
    assert ("alone rel" in signs) is marks
    assert signs["shown after cue"] == 1


def test_what_json_ld_calls_an_organisation_is_no_sure_author():
    html = """<script type="application/ld+json">
    {{"@type": "NewsArticle", "author": {{"@type": "{}", "name": "Ana Petrel"}}}}
    </script><p>Ana Petrel</p><p>Ana Petrel</p>"""
    known = Known("Ferry stays in dock", BODY, "gazette.example", None)
    assert Page(html.format("Person"), known).declared_byline(FINDER).names == ("Ana Petrel",)
    assert Page(html.format("Organization"), known).declared_byline(FINDER) is None
