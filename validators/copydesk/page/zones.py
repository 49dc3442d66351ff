"""Where on a page the record's own headline and body stand, and so where its byline may stand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from copydesk.page.tree import Block
from copydesk.text import CJK

MIN_LINE_CHARS, MIN_CJK_CHARS = 25, 10
"""Letters that a block must have to be known as a line of the record's body."""

BEFORE_TITLE, AFTER_TITLE, BEFORE_BODY, INTO_BODY, AFTER_BODY = 5, 14, 14, 14, 8
"""Blocks around the headline, and around the start and the end of the body, in which bylines stand."""

FAR = 40
"""Blocks from which on two places are not near each other; distances are bounded by it."""

MAX_LEVELS = 12

NONE = -1.0
"""A sign of a name that cannot be had."""

_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Known:
    """What the record says of its article."""

    title: str | None
    body: str | None
    host: str | None
    source: str | None


class Zones:
    """Where on a page the record's own headline and body stand. Numbers of blocks; None where they are not found.

    around: the elements that hold the headline or an end of the body; what they say, they say of the whole article.
    """

    def __init__(self, blocks: Sequence[Block], known: Known) -> None:
        body, title = compact(known.body or ""), compact(known.title or "")[:60]
        self.title: int | None = None
        keys = [compact(block.text) for block in blocks]
        self.inside = [n for n, key in enumerate(keys) if _is_line(key) and key[:60] in body]
        self.inside = _without_outliers(self.inside)
        start = self.inside[0] if self.inside else None
        titles = [n for n, key in enumerate(keys) if len(title) > 8 and len(key) > 8 and _is_title(key, title)]
        titles += [] if titles else [n for n, block in enumerate(blocks) if "h1" in block.marks]
        before = [n for n in titles if start is None or n <= start]
        if before:
            self.title = before[-1] if start is not None and start - before[-1] <= FAR else before[0]
        self.first, self.last = start, (self.inside[-1] if self.inside else None)
        self.keys = keys
        ends = [number for number in (self.title, self.first, self.last) if number is not None]
        self.around = frozenset(box for number in ends for box in blocks[number].boxes)
        places = {"title": self.title, "body": self.first}
        self._boxes = {
            name: {box: level for level, box in enumerate(blocks[number].boxes)} if number is not None else {}
            for name, number in places.items()
        }
        """The elements around the headline and the start of the body, with their distance."""

    def chosen(self) -> list[int]:
        """The blocks in which a byline may stand, without those of the body."""
        count, wanted = len(self.keys), set[int]()
        if self.first is not None and self.last is not None:
            wanted |= {*range(self.first - BEFORE_BODY, self.first + INTO_BODY)}
            wanted |= {*range(self.last + 1, self.last + 1 + AFTER_BODY)}
        if self.title is not None and (self.first is None or self.first - self.title <= FAR):
            wanted |= {*range(self.title - BEFORE_TITLE, self.title + AFTER_TITLE)}
        return sorted((wanted - set(self.inside)) & {*range(count)})

    def within(self) -> list[int]:
        """The other blocks between the start and the end of the body."""
        if self.first is None or self.last is None:
            return []
        return sorted({*range(self.first, self.last)} - set(self.inside) - set(self.chosen()))

    def distances(self, number: int) -> Mapping[str, float]:
        """How many blocks one is from the headline and the ends of the body, as signs of the names in it."""
        return {
            "place after title": _bounded(number - self.title) if self.title is not None else -FAR - 1.0,
            "place before body": _bounded(self.first - number) if self.first is not None else -FAR - 1.0,
            "place after body": _bounded(number - self.last) if self.last is not None else -FAR - 1.0,
            "place within": float(self.first is not None and self.last is not None and self.first < number < self.last),
        }

    def levels(self, block: Block) -> Mapping[str, float]:
        """How many elements one must leave, from the block and from the headline, until one is within the same."""
        signs = {}
        for name, levels in self._boxes.items():
            meeting = next((n for n, box in enumerate(block.boxes) if box in levels), None)
            signs[f"levels to {name}"] = NONE if meeting is None else float(min(meeting, MAX_LEVELS))
            signs[f"levels from {name}"] = (
                NONE if meeting is None else float(min(levels[block.boxes[meeting]], MAX_LEVELS))
            )
        return signs


def _bounded(distance: int) -> float:
    return float(max(min(distance, FAR), -FAR))


def _is_line(key: str) -> bool:
    return len(key) >= MIN_LINE_CHARS or (len(key) >= MIN_CJK_CHARS and bool(CJK.search(key)))


def _is_title(key: str, title: str) -> bool:
    return key.startswith(title[:40]) or (len(key) >= 15 and title.startswith(key))


def _without_outliers(inside: list[int]) -> list[int]:
    """The blocks without single ones far from the rest: a teaser of the article above its menu."""
    while len(inside) > 3 and inside[1] - inside[0] > FAR:
        inside = inside[1:]
    while len(inside) > 3 and inside[-1] - inside[-2] > FAR:
        inside = inside[:-1]
    return inside


def compact(text: str) -> str:
    """The letters and digits alone, in small letters: how names and lines are compared across a page."""
    text = text.lower()
    return text if text.isalnum() else _NO_LETTERS.sub("", text)
