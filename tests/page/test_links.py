"""Names by the addresses of a page's links."""

import pytest

from copydesk.page.links import Links, logins, spelled

PAGE = """<a href="/authors/ana-petrel/">Ana</a> <a href='https://a.example/2024/ferry-stays?by=otto_lotse'>x</a>
<a href=/autor/anna-stuermvogel>y</a> <a href="/jos%C3%A9-piloto">z</a>"""


@pytest.mark.parametrize("name", ["Ana Petrel", "Otto Lotse", "Anna Stürmvogel", "José Piloto"])
def test_a_name_that_an_address_ends_in(name):
    assert Links(PAGE).ends & spelled(name)


@pytest.mark.parametrize(("name", "is_there"), [("Ana Petrel", True), ("Anna Stürmvogel", True), ("Otto Lotse", False)])
def test_a_name_whose_own_page_is_linked(name, is_there):
    assert bool(Links(PAGE).profiles & spelled(name)) is is_there


def test_no_name_without_letters_is_linked():
    assert not Links(PAGE).ends & spelled("…")


def test_a_login_made_of_a_name():
    assert Links('<a href="https://social.example/apetrel">').ends & logins("Ana Pétrel")
    assert not Links('<a href="https://social.example/petrel">').ends & logins("Ana Petrel")
    assert not logins("Petrel")
