"""Whom a page's links lead to, by the ends of their addresses: `/authors/ana-petrel`."""

import re
import unicodedata
from itertools import islice
from urllib.parse import unquote

from copydesk.page.marks import is_profile
from copydesk.page.zones import compact

MAX_LINKS, MAX_END_CHARS = 4_000, 60

_HREF = re.compile(r"""href=["']?([^"'\s>]{2,300})""")
_ENDS = re.compile(r"[/?=&#,]+")
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "å": "aa", "ı": "i", "ł": "l"}
)


class Links:
    """ends: what the addresses of a page's links end in, letters and digits alone. profiles: of those to a profile."""

    def __init__(self, page: str) -> None:
        ends, profiles = set[str](), set[str]()
        for address in {match[1] for match in islice(_HREF.finditer(page), MAX_LINKS)}:
            parts = [part for part in _ENDS.split(address.rstrip("/#"))[-2:] if len(part) <= MAX_END_CHARS]
            ends.update(parts)
            if parts and is_profile(address):
                profiles.update(parts)
        plain = {end: compact(unquote(end)) for end in ends}
        self.ends = frozenset(plain.values())
        self.profiles = frozenset(plain[end] for end in profiles)


def spelled(name: str) -> set[str]:
    """How a name stands in an address, without its accents."""
    low = name.lower()
    plain = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return {compact(low), compact(plain), compact(low.translate(_UMLAUTS))} - {""}
