"""Hosts, sites and pages of urls."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.urls import HAS_TRACKERS, hosts_of, pages_of, site_of, without_trackers


def page(url):
    urls = pl.Series("url", [url])
    return pages_of(urls, hosts_of(urls))[0]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://WWW.Gazette.example/a", "www.gazette.example"),
        ("//gazette.example", "gazette.example"),
        ("http://user:word@gazette.example:8080/a@b", "gazette.example"),
        ("http://[2001:db8::1]:80/a", "[2001:db8::1]"),
        ("https://газета.example/паром", "газета.example"),
        ("www.gazette.example/a", None),
        ("https:///a", None),
        ("", None),
        (None, None),
    ],
)
def test_the_host_of_a_url(url, host):
    # a port or login in one url of a block must not change what is read of the others
    assert hosts_of(pl.Series("url", [url, "https://a:b@other.example:1/"]))[0] == host
    assert hosts_of(pl.Series("url", [url], dtype=pl.String))[0] == host


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("news.gazette.co.uk", "gazette.co.uk"),
        ("www.gazette.example", "gazette.example"),
        ("ana.blogspot.com", "ana.blogspot.com"),
        ("kota.go.id", "kota.go.id"),
        ("192.0.2.7", "192.0.2.7"),
        ("[2001:db8::1]", "[2001:db8::1]"),
        ("localhost", "localhost"),
        ("co.uk", "co.uk"),
    ],
)
def test_the_site_of_a_host(host, site):
    assert site_of(host) == site


SAME = [
    "https://gazette.example/News/ferry?id=3",
    "http://www.Gazette.example/News/ferry/?id=3",
    "https://m.gazette.example/News/ferry?id=3#top",
    "https://amp.gazette.example/News/ferry/amp?id=3",
    "https://gazette.example/News/ferry?utm_source=rss&id=3&fbclid=x_1&amp=1",
    "//user@gazette.example:443/News/ferry?id=3&",
]


@pytest.mark.parametrize("url", SAME)
def test_one_page_has_one_text(url):
    assert page(url) == "gazette.example/News/ferry?id=3"


@pytest.mark.parametrize(
    "url",
    [
        "https://gazette.example/news/ferry?id=3",
        "https://gazette.example/News/ferry?id=4",
        "https://gazette.example/News/ferry?p=3",
        "https://gazette.example/News/ferry?id=3&page=2",
        "https://gazette.example/News/ferry?id=3&ref=desk",
        "https://desk.gazette.example/News/ferry?id=3",
        "https://gazette.example/News/amphibian?id=3",
    ],
)
def test_other_pages_have_other_texts(url):
    assert page(url) not in {page(same) for same in SAME}


PARAMETERS = st.lists(
    st.sampled_from(["utm_source=rss", "gclid=x", "mtm_kwd=a%20b", "id=3", "page=2", "ref=desk", "source=x", "empty="]),
    max_size=6,
)


@given(PARAMETERS, st.sampled_from(["", "#top"]), st.sampled_from(["", "/", "/ferry/", "/amp"]))
def test_trackers_go_and_the_rest_stays_in_its_order(parameters, fragment, path):
    bare = f"https://gazette.example{path}"
    url = bare + ("?" + "&".join(parameters) if parameters else "") + fragment
    (cleaned,) = without_trackers(pl.Series([url]))
    kept = [p for p in parameters if not p.startswith(("utm_", "gclid", "mtm_"))]
    assert cleaned == bare + ("?" + "&".join(kept) if kept else "") + fragment
    assert not pl.Series([cleaned]).str.contains(HAS_TRACKERS)[0]
    assert page(url) == page(cleaned)


@given(st.lists(st.text(max_size=30) | st.sampled_from(SAME), min_size=1, max_size=5))
def test_no_url_is_too_odd_to_be_read(urls):
    series = pl.Series("url", urls)
    hosts = hosts_of(series)
    assert len(pages_of(series, hosts)) == len(urls)
    assert all(site_of(host) for host in hosts if host and host.strip("."))
