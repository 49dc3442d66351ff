"""Whom a page's links lead to, by the ends of their addresses: `/authors/ana-petrel`."""

import re
import unicodedata
from itertools import islice
from urllib.parse import unquote

from copydesk.page.marks import is_profile
from copydesk.page.zones import compact

MAX_LINKS, MAX_END_CHARS = 4_000, 60
MIN_LOGIN_CHARS = 5

_HREF = re.compile(r"""href=["']?([^"'\s>]{2,300})""")
_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
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
    return {compact(low), compact(unaccented(low)), compact(low.translate(_UMLAUTS))} - {""}


def logins(name: str) -> frozenset[str]:
    """What a person of that name may be called in an address, without its words alone."""
    words = _plain_words(name)
    return frozenset(form for form in short_forms(name) if len(form) >= MIN_LOGIN_CHARS and form not in words)


def short_forms(name: str) -> frozenset[str]:
    """What systems call a person of that name, who has more than one word: `ana`, `apetrel`, `petrela`, `anap`,
    `petrelana`, `ap`."""
    words = _plain_words(name)
    if len(words) < 2:
        return frozenset()
    first, last = words[0], words[-1]
    initials = "".join(word[0] for word in words)
    return frozenset([first, first[0] + last, last + first[0], first + last[0], last + first, initials])


def _plain_words(name: str) -> list[str]:
    return [plain for word in unaccented(name.lower()).split() if (plain := compact(word))]


def unaccented(text: str) -> str:
    """The text without the accents of its Latin letters."""
    if text.isascii() or not _ACCENTED.search(text):
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
