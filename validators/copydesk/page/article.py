"""The article's text on a page, as JSON-LD gives it or as its paragraphs show, and how much of it a body has."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from copydesk.page.declared import Declared
from copydesk.page.tree import Block
from copydesk.page.zones import compact

CHUNK_CHARS = 32
"""Letters and digits: a stretch of the article that stands in the body as it is."""

MIN_ARTICLE_CHARS = 400
"""Letters and digits of the shortest text that is compared."""

MIN_PARAGRAPH_CHARS = 80
MAX_LINK_SHARE = 0.5
MIN_MENU_LINK_SHARE, MIN_MENU_CHARS = 0.9, 3
MIN_PART_CHARS, MIN_PARTS = 8, 2
"""Letters and digits of a list item, quote or subhead, and how many of them must be lost."""

_PARTS = (("item", "list items"), ("quote", "quotations"), ("heading", "subheads"))
_NO_PART = frozenset({"elsewhere", "footer", "aside", "photo", "form", "button", "bio", "meta"})

_MARKUP = re.compile(r"<[^<>]{0,500}>|\]\([^()\s]{0,500}\)|\{[^{}]{0,100}\}")
"""Tags, and what Markdown has between brackets."""

_AROUND = frozenset({"elsewhere", "footer", "aside", "photo", "form", "button", "bio", "heading", "h1"})
_BESIDE = frozenset({"elsewhere", "aside"})
_ENDS = (".", "!", "?", "…", "”", '"', "»", "«", "“", "。", "！", "？", "」", "』", "।", "؟", "）", ")", ":", "’", "'")


class Coverage(NamedTuple):
    """How much of the page's article a body has. share: 0 to 1. first_missing: the start of the first stretch that it
    does not have. size, body_size: letters and digits of the article and of the body. where: what the article was
    taken from."""

    share: float
    first_missing: str
    size: int
    body_size: int
    where: str


def declared_coverage(declared: Declared, body: str) -> Coverage | None:
    """Against `articleBody` in the page's JSON-LD; None where there is none of a useful length."""
    texts = list(declared.ld_text("articleBody"))
    if not texts:
        return None
    longest = max(texts, key=lambda placed: len(placed.text))
    text = html.unescape(_MARKUP.sub(" ", html.unescape(longest.text)))
    if len(compact(text)) < MIN_ARTICLE_CHARS:
        return None
    whole = compact(html.unescape(body))
    share, missing = _share(text, whole)
    return Coverage(share, missing, len(compact(text)), len(whole), longest.where)


class Shown:
    """The article as the page shows it: the element that holds most of the paragraphs, and what stands in it."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._paragraphs = [block for block in blocks if is_paragraph(block)]
        self._box = _box(self._paragraphs)

    def coverage(self, body: str) -> Coverage | None:
        """How much of it a body has; None where the paragraphs are too few to be told from the rest of the page."""
        box = self._box
        if box is None:
            return None
        mine = [block for block in self._paragraphs if box in block.boxes]
        whole = compact(html.unescape(body))
        size = had = 0
        missing = ""
        for block in mine:
            key = compact(block.text)
            size += len(key)
            share, first = _share(block.text, whole)
            had += round(share * len(key))
            missing = missing or first
        others = (block for block in self._paragraphs if box not in block.boxes and _is_in(block, whole))
        elsewhere = sum(len(compact(block.text)) for block in others)
        if size < MIN_ARTICLE_CHARS or elsewhere > had:  # the body is of another place, and so is the article
            return None
        return Coverage(had / size, missing, size, len(whole), mine[0].selector())

    def lost(self, body: str) -> list[str]:
        """The kinds of parts, in words, that stand among its paragraphs and of which a body has none at all."""
        box = self._box
        if box is None:
            return []
        whole = compact(html.unescape(body))
        parts: dict[str, list[bool]] = {}
        for block in self._blocks:
            kind = next((kind for mark, kind in _PARTS if mark in block.marks), None)
            if kind and box in block.boxes and not block.marks & _NO_PART and block.link_share <= MAX_LINK_SHARE:
                key = compact(block.text)
                if len(key) >= MIN_PART_CHARS:
                    parts.setdefault(kind, []).append(key[: 2 * CHUNK_CHARS] in whole)
        return [f"{len(had)} {kind}" for kind, had in parts.items() if len(had) >= MIN_PARTS and not any(had)]

    def menu_lines(self) -> frozenset[str]:
        """What stands in the page's footer or, as links, in its menus and lists of other stories, and nowhere else; in
        letters and digits alone. Of 6,302 such lines, two or more together, that scrapers left on labelled pages, one
        was of the article."""
        around: set[str] = set()
        others: set[str] = set()
        for block in self._blocks:
            key, marks = compact(block.text), block.marks
            is_apart = "article" not in marks and self._box is not None and self._box not in block.boxes
            is_around = is_apart and ("footer" in marks or (marks & _BESIDE and block.link_share > MIN_MENU_LINK_SHARE))
            (around if is_around and len(key) >= MIN_MENU_CHARS else others).add(key)
        return frozenset(around - others)


def _is_in(block: Block, whole: str) -> bool:
    return compact(block.text)[: 2 * CHUNK_CHARS] in whole


def is_paragraph(block: Block) -> bool:
    text = block.text
    return (
        len(text) >= MIN_PARAGRAPH_CHARS
        and text.endswith(_ENDS)
        and not block.marks & _AROUND
        and block.link_share <= MAX_LINK_SHARE
    )


def _box(paragraphs: Sequence[Block]) -> int | None:
    """The element that holds most of the text of paragraphs, each counting fully for the one around it, less for those
    around that: where they stand together, that is the article."""
    held: Counter[int] = Counter()
    for block in paragraphs:
        size = len(block.text)
        for number, box in enumerate(block.boxes[:3]):
            held[box] += size if number == 0 else size // 2 if number == 1 else size // 4
    return held.most_common(1)[0][0] if held else None


def _share(text: str, whole: str) -> tuple[float, str]:
    """How much of a text stands in another, which is compact; and the start of what does not."""
    chunks = list(_chunks(text))
    if not chunks:
        return (1.0, "") if compact(text) in whole else (0.0, text[:200])
    there = [compact(chunk) in whole for chunk in chunks]
    missing = next((" ".join(chunks[n:])[:200] for n, is_there in enumerate(there) if not is_there), "")
    return sum(there) / len(there), missing


def _chunks(text: str) -> Iterator[str]:
    """The text in stretches of CHUNK_CHARS letters and digits or somewhat more, broken between words if it can be."""
    words = text.split()
    chunk: list[str] = []
    size = 0
    for word in words:
        if len(word) > 2 * CHUNK_CHARS:  # a script without spaces
            yield from (word[at : at + CHUNK_CHARS] for at in range(0, len(word) - CHUNK_CHARS + 1, CHUNK_CHARS))
            continue
        chunk.append(word)
        size += len(word)
        if size >= CHUNK_CHARS:
            yield " ".join(chunk)
            chunk, size = [], 0
