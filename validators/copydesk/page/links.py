"""Whom a page's links lead to, by the ends of their addresses: `/authors/ana-petrel`."""

import re
import unicodedata
from itertools import islice
from urllib.parse import unquote

from copydesk.page.marks import is_profile
from copydesk.page.zones import compact

MAX_LINKS = 4_000

_HREF = re.compile(r"""href=["']?([^"'\s>]{2,300})""")
_ENDS = re.compile(r"[/?=&#,]+")
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "å": "aa", "ı": "i", "ł": "l"}
)


class Links:
    """ends: what the addresses of a page's links end in, letters and digits alone. profiles: of those to a profile."""

    def __init__(self, page: str) -> None:
        self.ends, self.profiles = set[str](), set[str]()
        addresses = dict.fromkeys(match[1] for match in islice(_HREF.finditer(page), MAX_LINKS))
        for address in addresses:
            ends = {compact(part) for part in _ENDS.split(unquote(address.rstrip("/#")))[-2:]}
            self.ends |= ends
            if is_profile(address):
                self.profiles |= ends


def spelled(name: str) -> set[str]:
    """How a name stands in an address, without its accents."""
    low = name.lower()
    plain = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return {compact(low), compact(plain), compact(low.translate(_UMLAUTS))} - {""}
