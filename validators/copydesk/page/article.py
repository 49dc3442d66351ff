"""The article's text on a page, as JSON-LD gives it or as its paragraphs show, and how much of it a body has."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from copydesk.page.authors import compact
from copydesk.page.declared import Declared
from copydesk.page.tree import Block

CHUNK_CHARS = 32
"""Letters and digits: a stretch of the article that stands in the body as it is."""

MIN_ARTICLE_CHARS = 400
"""Letters and digits of the shortest text that is compared."""

MIN_PARAGRAPH_CHARS = 80
MAX_LINK_SHARE = 0.5

_MARKUP = re.compile(r"<[^<>]{0,500}>")
_AROUND = frozenset({"elsewhere", "footer", "aside", "photo", "form", "button", "bio", "heading", "h1"})
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
    texts = [placed for placed in declared.ld_text("articleBody")]
    if not texts:
        return None
    longest = max(texts, key=lambda placed: len(placed.text))
    text = html.unescape(_MARKUP.sub(" ", html.unescape(longest.text)))
    if len(compact(text)) < MIN_ARTICLE_CHARS:
        return None
    whole = compact(body)
    share, missing = _share(text, whole)
    return Coverage(share, missing, len(compact(text)), len(whole), longest.where)


def shown_coverage(blocks: Sequence[Block], body: str) -> Coverage | None:
    """Against the paragraphs that stand together on the page; None where they are too few to be told from the rest."""
    paragraphs = [block for block in blocks if is_paragraph(block)]
    box = _box(paragraphs)
    if box is None:
        return None
    mine = [block for block in paragraphs if box in block.boxes]
    whole = compact(body)
    size = had = 0
    missing = ""
    for block in mine:
        key = compact(block.text)
        size += len(key)
        share, first = _share(block.text, whole)
        had += round(share * len(key))
        missing = missing or first
    if size < MIN_ARTICLE_CHARS:
        return None
    return Coverage(had / size, missing, size, len(whole), mine[0].selector())


def is_paragraph(block: Block) -> bool:
    text = block.text
    return (
        len(text) >= MIN_PARAGRAPH_CHARS
        and text.endswith(_ENDS)
        and not block.marks & _AROUND
        and block.link_share <= MAX_LINK_SHARE
    )


def _box(paragraphs: Sequence[Block]) -> int | None:
    """The element that holds most of the text of paragraphs, each counting fully for the one around it and half for the
    next: where they stand together, that is the article."""
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
    """The text in stretches of CHUNK_CHARS letters and digits or somewhat more, broken between words where it can be."""
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
