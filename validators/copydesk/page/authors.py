"""Whom a page names as its authors: candidates from markup and text, with what each place says of them."""

import html
import math
import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from copydesk.page.candidate import Around, Candidate, judge
from copydesk.page.credit_line import HELPING
from copydesk.page.cues import narrowed
from copydesk.page.declared import Declared, Placed, is_organisation
from copydesk.page.declared_authors import declared_authors
from copydesk.page.links import unaccented
from copydesk.page.marks import STRONG_MARKS, Marks
from copydesk.page.name_words import name_words
from copydesk.page.names import DATE, NameFinder, Piece
from copydesk.page.openings import closing, opening
from copydesk.page.relations import relate
from copydesk.page.tree import Block, Run
from copydesk.page.zones import Known, Zones, compact
from copydesk.scan.site import Naming, naming
from copydesk.text import CJK

MAX_BLOCK_CHARS = 260
MAX_FAR_BLOCKS = 12
MAX_INSIDE_CHARS = 120
"""Of a line of the body that may be a byline."""

BODY_ENDS = 3
"""Lines at either end of the body that have a byline among other words, or in brackets behind their own."""

MAX_CANDIDATES = 200
"""Each is held against each other one."""

MAX_CUE_WORDS = 3

PHOTO = re.compile(
    r"\b(?:fotos?|photos?|bild(?:er)?|images?|pictures?|getty|shutterstock|credits?|illustration|gra(?:f|ph)ik|video"
    r"|pexels|unsplash|pixabay|fotograf\w*|photograph\w*|quelle|source|copyright|symbolbild|archiv)\b|©|写真|摄影|사진|图片",
    re.IGNORECASE,
)
LINKED = re.compile(r"https?://|^\s*\S*@\S*\s*$|\bwww\.", re.IGNORECASE)
"""A declared text that is an address, or has one of a page; a mail address behind a name is cut off from it."""

HANDLE = re.compile(r"(?<!\w)@\w{3,}")
MAX_ROLE_CHARS = 80

SHOWN_MARKS = [
    "class", "rel", "itemprop", "profile", "meta", "elsewhere", "photo", "bio", "quote", "heading", "h1", "item",
    "time", "link", "header", "footer", "aside", "address", "strong", "emphasis", "cite", "article", "form", "button",
]  # fmt: skip


class Candidates:
    """The candidates of one page."""

    def __init__(self, declared: Declared, blocks: Sequence[Block], known: Known, finder: NameFinder) -> None:
        self._declared = declared
        self._blocks = blocks
        self._known = known
        self._finder = finder
        self._zones = Zones(blocks, known)
        self._inside = frozenset(self._zones.inside)
        self._site_names = {compact(name) for name in declared.site_names}
        self._found: dict[str, Candidate] = {}

    @cached_property
    def all(self) -> list[Candidate]:
        for placed in declared_authors(self._declared):
            self._add_declared(placed)
        for number in self._zones.chosen():
            self._add_shown(number)
        self._add_far()
        self._add_inside()
        found = list(self._found.values())
        judge(found, Around(self._declared, self._blocks, self._zones, self._known), self._finder)
        relate(found)
        return found

    def _candidate(self, name: str) -> Candidate | None:
        name = self._without_site(name)
        key = compact(unaccented(name))
        if not key or (key not in self._found and len(self._found) >= MAX_CANDIDATES):
            return None
        known = self._found.setdefault(key, Candidate(name))
        is_login = " " in name and " " not in known.name and not CJK.search(name)
        if is_login or (known.name.isupper() and not name.isupper()):
            known.name = name
        return known

    def _without_site(self, name: str) -> str:
        """A person's name without that of the site behind it."""
        words = name.split()
        for cut in range(2, len(words)):
            person, site = " ".join(words[:cut]), " ".join(words[cut:])
            is_site = naming(site, self._known.host, self._known.source) == Naming.EXACT
            if (is_site or compact(site) in self._site_names) and self._finder.is_person(person):
                return person
        return name

    def _add_declared(self, placed: Placed) -> None:
        text = html.unescape(placed.text)
        if LINKED.search(text):
            return
        pieces = self._finder.pieces(text)
        for piece in pieces:
            if not (candidate := self._candidate(piece.text)):
                continue
            candidate.declared.append(placed)
            candidate.mark(f"declared {placed.kind}")
            candidate.mark("declared place", piece.place)
            candidate.mark("declared alone", float(len(pieces) == 1))
            if placed.type:
                kind = "organisation" if is_organisation(placed.type) else "person" if "Person" in placed.type else ""
                if kind:
                    candidate.mark(f"declared as {kind}")

    def _add_far(self) -> None:
        """Marked blocks outside the zones, which some pages have beside their article, and short ones amid the body."""
        within = set(self._zones.within())
        known = set(self._zones.chosen()) | set(self._zones.inside)
        count = 0
        for number, block in enumerate(self._blocks):
            if count >= MAX_FAR_BLOCKS:
                return
            if number in known or len(block.text) > 80 or not (number in within or block.marks & STRONG_MARKS):
                continue
            marks = block.marks_up_to(self._zones.around)
            is_marked = bool(marks & {"rel", "itemprop"}) or ("class" in marks and not marks & {"elsewhere", "footer"})
            if is_marked or (
                number in within
                and (
                    marks & {"profile", "bio"}
                    or self._finder.cues.starts(block.text)
                    or self._is_labelled(number)
                    or (name_words().known(block.text)[0] and self._finder.names.is_full_name(block.text))
                )
            ):
                self._add_shown(number, far=True)
                count += 1

    def _add_inside(self) -> None:
        """Bylines that the record's body has kept, those in brackets behind its last words too."""
        count = 0
        ends = {*self._zones.inside[:BODY_ENDS], *self._zones.inside[-BODY_ENDS:]}
        for number in self._zones.inside[:BODY_ENDS]:
            self._add_end(number, opening(self._blocks[number].text))
        for number in self._zones.inside[-BODY_ENDS:]:
            self._add_end(number, closing(self._blocks[number].text))
        for number in self._zones.inside:
            block = self._blocks[number]
            if len(block.text) > MAX_INSIDE_CHARS or count >= MAX_FAR_BLOCKS:
                continue
            marks = block.marks_up_to(self._zones.around)
            if (
                marks & STRONG_MARKS
                or self._finder.cues.starts(block.text)
                or DATE.search(block.text)
                or (number in ends and self._finder.is_byline(block.text))
            ):
                self._add_shown(number)
                count += 1

    def _add_end(self, number: int, words: str) -> None:
        """Adds the names of the first or last words of a block, if they are a byline."""
        if words and self._finder.is_signed(words):
            self._add_shown(number, end=words)

    def _add_shown(self, number: int, *, far: bool = False, end: str = "") -> None:
        """Adds the names of a block, or of its first or last words."""
        block = self._blocks[number]
        text = end or block.text
        if not 2 <= len(text) <= MAX_BLOCK_CHARS:
            return
        marks = block.marks_up_to(self._zones.around)
        if "comment" in marks:  # by a reader
            return
        label = self._is_labelled(number)
        dated = bool(DATE.search(text)) or "time" in marks
        pieces: list[tuple[Piece, Marks, Run | None]] = [(piece, marks, None) for piece in self._finder.pieces(text)]
        cued = any(piece.cued for piece, _, _ in pieces)
        before = self._blocks[number - 1].text if number > 0 else ""
        second = self._is_second_hand(text) or (label and self._is_second_hand(before))
        speaks = cued or label or dated or len(text) <= 80
        if not speaks and not marks & {"class", "rel", "itemprop", "profile"}:
            return
        runs = [] if end else block.runs(self._zones.around)
        left_out = self._finder.credits.left_out(narrowed(text))
        for run in runs:
            if (
                (run.own or len(runs) == 1)
                and len(run.text) <= 80
                and not any(narrowed(run.text) in part for part in left_out)
            ):
                pieces += [(piece, run.marks, run) for piece in self._finder.pieces(run.text)]
        total = max(len(compact(text)), 1)
        others = self._finder.other_words(text)
        people = {piece.text for piece, _, _ in pieces if self._finder.names.is_full_name(piece.text)}
        others = others.difference(*map(self._finder.other_words, people))
        for piece, own, part in pieces:
            if not (candidate := self._candidate(piece.text)):
                continue
            weight = self._weight(number, own, cued=piece.cued or cued, label=label, far=far)
            better = weight > candidate.signs.get("shown weight", -math.inf)
            if part and len(runs) > 1:
                candidate.mark("shown run")
                candidate.mark("shown run alone", float(compact(part.text) == compact(piece.text)))
            if part and compact(part.text) == compact(piece.text):
                for mark in part.near & STRONG_MARKS:
                    candidate.mark(f"alone {mark}")
            candidate.mark("shown after cue", float(self._follows_cue(text, piece.text)))
            for mark in own:
                if mark in STRONG_MARKS:
                    candidate.mark(f"shown any {mark}")
            if piece.cued or (part and cued):
                candidate.mark("shown any cue")
            if better:
                candidate.block = number
                candidate.signs["shown weight"] = weight
                signs = {f"shown {mark}": float(mark in own) for mark in SHOWN_MARKS}
                signs["shown cue"] = float(piece.cued)
                signs["shown block cue"] = float(cued)
                signs["shown label"] = float(label)
                signs["shown inner cue"] = float(piece.inner)
                signs["shown second hand"] = float(second)
                signs["shown date"] = float(dated)
                signs["shown date near"] = float(self._is_dated(number + 1) or self._is_dated(number - 1))
                signs["shown part"] = len(compact(piece.text)) / total
                signs["shown other words"] = float(len(others - self._finder.other_words(piece.text)))
                signs["shown people"] = float(len(people))
                signs["shown role next"] = float(self._has_role(number + 1))
                signs["shown handle"] = float(bool(HANDLE.search(text)))
                signs["shown bracketed"] = float(bool(end) or text[0] in "(（[【")
                signs["shown place"] = float(piece.place)
                signs["shown role"] = float(piece.role)
                signs["shown chars"] = float(len(text))
                signs["shown photo word"] = float(bool(PHOTO.search(text)))
                signs["shown sentence"] = float(text.endswith((".", "!", "?", "…")))
                signs["shown pieces"] = float(len(pieces))
                signs["shown far"] = float(far)
                signs["place in body"] = float(number in self._inside)
                signs |= self._zones.distances(number)
                signs |= self._zones.levels(block)
                candidate.signs |= signs

    def _is_labelled(self, number: int) -> bool:
        """Whether the block before is a cue and nothing else."""
        return number > 0 and self._finder.cues.is_cue(self._blocks[number - 1].text)

    def _is_second_hand(self, text: str) -> bool:
        return bool(HELPING.search(text)) or self._finder.credits.is_second_hand(narrowed(text))

    def _has_role(self, number: int) -> bool:
        """Whether a block is short and has a role, as what stands below a name."""
        text = self._blocks[number].text if number < len(self._blocks) else ""
        return len(text) <= MAX_ROLE_CHARS and self._finder.has_role_word(text.replace(",", " ").split())

    def _follows_cue(self, text: str, name: str) -> bool:
        """Whether the words right before a name in a text are a cue."""
        at = text.find(name)
        before = text[:at].split()[-MAX_CUE_WORDS:] if at > 0 else []
        return any(self._finder.cues.is_cue(" ".join(before[-size:])) for size in range(1, len(before) + 1))

    def _weight(self, number: int, marks: Iterable[str], *, cued: bool, label: bool, far: bool) -> float:
        """How much a place looks like that of a byline: it decides which of several places of a name is described."""
        own = set(marks)
        weight = 2.0 * cued + 2.0 * label + len(own & STRONG_MARKS) - 1.5 * len(own & _WEAK_MARKS) - 2.0 * far
        zones = self._zones
        if zones.first is not None and zones.last is not None:
            weight += 1.0 * (number <= zones.last)
        return weight - number / 1e5

    def _is_dated(self, number: int) -> bool:
        if not 0 <= number < len(self._blocks):
            return False
        text = self._blocks[number].text
        return len(text) < 80 and bool(DATE.search(text))


_WEAK_MARKS = frozenset({"elsewhere", "footer", "photo", "quote", "bio", "aside"})
