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
    ("language", "first", "last", "name"),
    [
        ("zh", "〔記者王小明／台北報導〕市府今天表示，渡輪將停駛三週，等待新碼頭完工。", "", "王小明"),
        ("zh", "本报讯（记者 王晓明）市政府今天表示，渡轮将停航三周，等待新码头完工。", "", "王晓明"),
        ("zh", "（海岸社台北3日電）市府今天表示，渡輪將停駛三週，等待新碼頭完工。", "", None),
        ("ko", "(서울=바다뉴스) 홍길동 기자 = 시는 여객선이 3주간 운항을 중단한다고 밝혔다.", "", "홍길동"),
        ("ko", "[바다일보 박준호 기자] 시는 여객선이 3주간 운항을 중단한다고 밝혔다.", "", "박준호"),
        ("ko", "(서울=바다뉴스) 시는 여객선이 3주간 운항을 중단한다고 밝혔다.", "", None),
        (
            "ja",
            "市は連絡船が３週間運休すると発表した。",
            "工事は来月末に終わる見通しだという。【佐藤花子】",
            "佐藤花子",
        ),
        ("ja", "市は連絡船が３週間運休すると発表した。", "工事は来月末に終わる見通しだという。（石川県警）", None),
        ("ja", "市は連絡船が３週間運休すると発表した。", "工事は来月末に終わる見通しだという。（共同）", None),
        ("it", "(di Chiara Neri) Il traghetto resterà fermo tre settimane, ha detto il comune.", "", "Chiara Neri"),
    ],
)
def test_a_byline_at_the_ends_of_the_text(language, first, last, name):
    body = [line for line in (first, last) if line]
    page = Page(f"<body><h1>X</h1><p>{'</p><p>'.join(body)}</p>", Known(None, "\n".join(body), None, None))
    finder = name_finder(load_rulebook().vocabulary, language)
    found = Candidates(page.declared, page.blocks, page.known, finder).all
    ends = [one.name for one in found if one.signs.get("shown bracketed", 0) > 0 and one.signs["shown chars"] < 30]
    assert ends[-1:] == ([name] if name else [])


def test_a_byline_for_readers_without_scripts():
    html = f"""<h1>Ferry stays in dock</h1><noscript><img src="a"><p>Switch scripts on</p>
    <p class="byline">By Ana Petrel</p></noscript><p>{BODY}</p>"""
    assert signs_of(html, "Ana Petrel")["shown class"] == 1
    assert [block.text for block in Page(html, Known(None, None, None, None)).blocks] == [
        "Ferry stays in dock",
        "By Ana Petrel",
        BODY,
    ]


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


@pytest.mark.parametrize(("shown", "is_sure"), [("<p>Ana Petrel</p>", True), ('<img alt="Ana Petrel">', False)])
def test_a_declared_author_is_sure_where_the_page_shows_the_name(shown, is_sure):
    html = f"""<title>Ana Petrel</title><meta name="author" content="Ana Petrel"><script type="application/ld+json">
    {{"@type": "NewsArticle", "author": {{"@type": "Person", "name": "Ana Petrel"}}}}</script>{shown}"""
    byline = Page(html, Known("Ferry stays in dock", BODY, "gazette.example", None)).declared_byline(FINDER)
    assert (byline is not None) is is_sure


def test_a_mail_address_behind_a_declared_name_is_cut_off():
    signs = signs_of('<meta name="author" content="Ana Petrel, ana@gazette.example">', "Ana Petrel")
    assert signs["declared meta author"] == 1


@pytest.mark.parametrize("site", ["Gazette", "Harbour Gazette"])
def test_the_name_of_the_site_behind_an_author_is_cut_off(site):
    named = '<meta property="og:site_name" content="Harbour Gazette">'
    html = f"{named}<h1>Ferry stays in dock</h1><p>By Ana Petrel {site}</p>"
    assert signs_of(html, "Ana Petrel")["shown cue"] == 1
    assert signs_of(html, f"Ana Petrel {site}") is None


def test_a_login_is_the_same_name_as_the_one_that_it_spells():
    html = f'<meta name="author" content="anapetrel"><h1>Ferry stays in dock</h1><p>By Ana Pétrel</p><p>{BODY}</p>'
    signs = signs_of(html, "Ana Pétrel")
    assert signs["declared meta author"] == signs["shown cue"] == 1


@pytest.mark.parametrize("declared", ["Ana", "apetrel", "petrela"])
def test_a_name_that_is_declared_in_short(declared):
    html = f'<meta name="author" content="{{}}"><h1>Ferry stays in dock</h1><p>By Ana Petrel</p><p>{BODY}</p>'
    assert signs_of(html.format(declared), "Ana Petrel")["declared in short"] == 1
    assert signs_of(html.format(declared), declared)["shown in full"] == 1
    assert "declared in short" not in signs_of(html.format("harbour"), "Ana Petrel")


@pytest.mark.parametrize(
    ("byline", "count"), [("Posted by ana77 on 3 May 2024", 0), ("A walk by ana77 at low tide", 3)]
)
def test_words_of_a_block_that_are_of_no_byline(byline, count):
    html = f"<article><h1>Ferry stays in dock</h1><p>{byline}</p><p>{BODY}</p></article>"
    assert signs_of(html, "ana77")["shown other words"] == count


def test_a_name_that_a_line_about_the_person_begins_with():
    bio = "Ana Petrel is a reporter who lives in a small town by the sea."
    html = f"<article><h1>Ferry stays in dock</h1><p>By Ana Petrel</p><p>{BODY}</p><p>{{}}</p></article>"
    assert signs_of(html.format(bio), "Ana Petrel")["page bio"] == 1
    assert signs_of(html.format("Ana Petrel"), "Ana Petrel")["page bio"] == 0


def test_the_reporter_in_brackets_behind_the_last_words_of_the_body():
    finder = name_finder(load_rulebook().vocabulary, "zh")
    body = (
        "渡轮在新码头建成之前将一直停在船坞里，市议会星期一表示，乘客暂时要坐小船渡河，来往两岸的人每天都要多等半个小时。"
        * 2
    )
    page = Page(f"<p>{body}（记者 王小明）</p>", Known(None, f"{body}（记者 王小明）", "gazette.example", None))
    found = Candidates(page.declared, page.blocks, page.known, finder).all
    assert next(one.signs["shown bracketed"] for one in found if one.name == "王小明") == 1


@pytest.mark.parametrize(
    ("classes", "is_a_reader"),
    [("comment-author vcard", True), ("comments", True), ("comments-open", False), ("commentary", False)],
)
def test_what_stands_among_the_comments_of_readers_names_no_author(classes, is_a_reader):
    html = (
        f'<div><h1>Ferry stays in dock</h1><p>{BODY}</p></div><div class="{classes}"><cite class="author">Otto Pilot'
        "</cite> says:</div>"
    )
    assert (signs_of(html, "Otto Pilot") is None) == is_a_reader
