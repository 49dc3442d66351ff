"""Addresses: their host, the site it belongs to, and the address without what varies between links to one page."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

MAX_HOSTS = 1 << 16
"""Hosts whose site is remembered, some 200 bytes each."""

_ORIGIN = r"^(?:[hH][tT][tT][pP][sS]?:)?//[^/?#]*"
_AUTHORITY = r"^(?:[hH][tT][tT][pP][sS]?:)?//([^/?#]+)"
_HOST = r"^(?:[^@]*@)?(\[[^\]]*\]|[^:]+)"
"""Within an authority: after a login, and before a port."""

_DOORS = r"^(?:www|m|mobile|amp)\."

CAMPAIGN = r"utm_\w+"
TRACKERS = (
    CAMPAIGN
    + r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igshid?|mc_[ce]id"
    r"|_ga|_gl|_hsenc|_hsmi|at_medium|at_campaign|cmpid|ns_(?:campaign|mchannel|source|linkname)|xtor|spm|wt_mc|wtrid"
    r"|(?:pk|mtm|itm|oly|vero)_\w+"
)
"""Names of query parameters that say where a reader came from, after courlan's TRACKERS_RE, without those that are a
page's own id on some sites, such as `id`, `p`, `page`, `ref` and `source`."""

HAS_TRACKERS = rf"(?i)[?&;](?:{TRACKERS})="


def hosts_of(urls: pl.Series) -> pl.Series:
    """The hosts of urls in small letters; null where there is none."""
    hosts = urls.str.extract(_AUTHORITY, 1)
    if hosts.str.contains(r"[@:\[]").any():  # seldom
        hosts = hosts.str.extract(_HOST, 1)
    return hosts.str.to_lowercase()


def own_hosts(hosts: pl.Series) -> pl.Series:
    """The hosts without `www.`, `m.`, `mobile.` or `amp.`, which are doors to the same pages."""
    return hosts.str.replace(_DOORS, "")


@lru_cache(MAX_HOSTS)
def site_of(host: str) -> str:
    """The site of a host in small letters: the domain that was registered, `example.co.uk` of `news.example.co.uk`.

    Names below a public suffix belong to different owners, also where a company lends them (`ana.blogspot.com`). A host
    without one, such as an IP address, is its own site.
    """
    host = host.strip(".")
    if host.startswith("[") or not host.strip(".0123456789"):
        return host
    return _suffixes().privatesuffix(host) or host


@cache
def _suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList  # here: its list, bundled with it, takes 50 ms to read

    return PublicSuffixList()


def site_label(site: str) -> str:
    """The name in a site: `example` of `example.co.uk`."""
    return site.split(".", 1)[0]


def without_trackers(urls: pl.Series, names: str = TRACKERS) -> pl.Series:
    """The urls without the query parameters of these names; a fragment stays."""
    cleaned = urls.str.replace_all(rf"(?i)([?&;])(?:{names})=[^&;#]*", "$1")
    return cleaned.str.replace_all(r"([?&;])[&;]+", "$1").str.replace(r"[?&;]+(#|$)", "$1")


def pages_of(urls: pl.Series, hosts: pl.Series) -> pl.Series:
    """One text for all addresses of a page: without scheme, login, port, `www.`, `m.` or `amp.`, trackers, fragment,
    closing slash, and the `/amp` that names a page's second copy. The path keeps its capitals, which some sites tell
    apart. hosts: of the urls; null where there is none."""
    paths = urls.str.replace(_ORIGIN, "")
    if paths.str.contains("#", literal=True).any():
        paths = paths.str.replace(r"#.*", "")
    if paths.str.contains("?", literal=True).any():
        paths = without_trackers(paths).str.replace(r"/+\?", "?")
        paths = paths.str.replace(r"[?&](?:amp|outputType=amp)(?:=1?)?$", "")
    if paths.str.contains("/amp", literal=True).any():
        paths = paths.str.replace(r"/amp/*(\?|$)", "$1")
    paths = paths.str.strip_chars_end("/")
    both = pl.DataFrame([own_hosts(hosts).alias("host"), paths.alias("path")])
    return both.select(pl.concat_str("host", "path")).to_series()
