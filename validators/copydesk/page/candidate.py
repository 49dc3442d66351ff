"""A name that could be an author's: what it says itself, and what the page and the other names say of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from copydesk.page.declared import Declared, Placed
from copydesk.page.links import Links, logins, spelled
from copydesk.page.marks import STRONG_MARKS
from copydesk.page.name_words import name_words
from copydesk.page.names import NameFinder
from copydesk.page.tree import Block
from copydesk.page.zones import NONE, Known, Zones, compact
from copydesk.scan.site import Naming, naming
from copydesk.text import CJK, PARTICLES

NEAR, NO_FORM = 4, -3.0
"""Blocks from the headline and the ends of the body up to which bylines stand; the form of one that is not shown."""

MIN_BIO_CHARS = 40
"""Of what a line says of the person that it begins with, such as "is a reporter in Berlin"."""

DECLARED = tuple(
    f"declared {kind}" for kind in ("ld article", "ld other", "meta author", "meta article", "meta more", "meta label")
)
_TEAM = re.compile(
    r"redak|redac|redazione|team|staff|desk|newsroom|editorial|verlag|agent|presse|admin|web-?master", re.I
)


@dataclass
class Candidate:
    """A name that could be an author's. signs: what speaks for and against it. declared: where the page's
    machine-readable part names it. block: number of the block that shows it best; None where it is only declared."""

    name: str
    signs: dict[str, float] = field(default_factory=dict)
    declared: list[Placed] = field(default_factory=list)
    block: int | None = None

    def mark(self, sign: str, value: float = 1.0) -> None:
        self.signs[sign] = max(self.signs.get(sign, NONE), value)


class Around(NamedTuple):
    """What is known of the page that the names stand on."""

    declared: Declared
    blocks: Sequence[Block]
    zones: Zones
    known: Known


def judge(found: Sequence[Candidate], around: Around, finder: NameFinder) -> None:
    """Adds the signs that ask for the name itself and for the whole page."""
    known, zones = around.known, around.zones
    titles = compact(known.title or "")
    body = compact(known.body or "")
    names = {compact(name) for name in around.declared.site_names}
    keys = zones.keys
    short = [(n, key) for n, key in enumerate(keys) if len(around.blocks[n].text) <= 200]
    zone = set(zones.chosen())
    links = Links(around.declared.page)
    within = set(zones.inside[:-1])
    bios: dict[str, list[str]] = {}
    for n, block in enumerate(around.blocks):
        if len(block.text) > MIN_BIO_CHARS and n not in within:
            bios.setdefault(block.text.split(None, 1)[0], []).append(block.text)
    small = {word for block in around.blocks for word in block.text.split() if word.islower()}
    for candidate in found:
        name, signs = candidate.name, candidate.signs
        key = compact(name)
        words = name.split()
        at = [n for n, text in short if key in text]
        kinds = sum(sign in signs for sign in DECLARED)
        is_cjk = bool(CJK.search(name))
        site = naming(name, known.host, known.source)
        given, family = name_words().known(name)
        spellings = spelled(name)
        person = finder.names.is_name("".join(words) if is_cjk else name) and (len(words) > 1 or is_cjk)
        signs |= {
            "declared kinds": float(kinds),
            "name person": float(person),
            "name given": float(given),
            "name family": float(family),
            "name words": float(len(words)),
            "name chars": float(len(name)),
            "name cjk": float(is_cjk),
            "name small": float(name[:1].islower()),
            "name capitals": float(sum(word[:1].isupper() for word in words) / len(words)),
            "name all capitals": float(name.isupper()),
            "name team": float(bool(_TEAM.search(name))),
            "name desk": float(finder.is_word(name, "desk")),
            "name agency": float(finder.is_word(name, "agency")),
            "name junk": float(finder.is_word(name, "author_junk")),
            "name site": float(site) if site else float(key in names) * (Naming.EXACT + 1),
            "name role word": float(finder.has_role_word(words)),
            "name furniture": float(finder.is_furniture(name)),
            "name furniture words": finder.furniture_share(words),
            "name small inside": float(any(w[:1].islower() and w not in PARTICLES for w in words[1:])),
            "name in site names": float(key in names),
            "name in title": float(key in titles),
            "name in body": float(min(body.count(key), 4)) if len(key) > 3 else 0.0,
            "page shown": float(min(len(at), 9)),
            "page shown in zone": float(min(sum(n in zone for n in at), 9)),
            "page declared and shown": float(kinds > 0 and any(n in zone for n in at)),
            "page linked": float(bool(links.ends & spellings)),
            "page linked in short": float(bool(links.ends & logins(name))),
            "page bio": float(any(_tells_of(name, text) for text in bios.get(words[0], ()))),
            "page profile": float(bool(links.profiles & spellings)),
            "page small words": sum(word.lower().strip(".,:") in small for word in words) / len(words),
            "page no body": float(zones.first is None),
            "page no title": float(zones.title is None),
        }
    for candidate in found:
        candidate.signs["byline form"] = _byline_form(candidate.signs)


def _tells_of(name: str, text: str) -> bool:
    """Whether a line begins with a name and says more of it."""
    return text.startswith(name) and len(text) >= len(name) + MIN_BIO_CHARS


def _byline_form(signs: Mapping[str, float]) -> float:
    """How much a place looks like a byline: what bylines have is counted together, which few pages would show."""

    def has(*names: str) -> bool:
        return any(signs.get(name, NONE) > 0 for name in names)

    if "shown weight" not in signs:
        return NO_FORM
    is_near = (
        0 <= signs["place after title"] <= NEAR
        or 0 < signs["place before body"] <= NEAR
        or 0 < signs["place after body"] < NEAR
    )
    count = has(*(f"alone {mark}" for mark in STRONG_MARKS)) + has("alone rel") + has("shown after cue") + 2 * is_near
    count += has("shown date", "shown date near") + has("page profile")
    return float(count - 2 * has("shown elsewhere") - has("shown second hand"))
