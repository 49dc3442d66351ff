"""What a page shows: its visible text in blocks, each with the marks of the elements that it stands in."""

import re
import unicodedata
from collections.abc import Iterator, Set
from functools import cached_property
from typing import Any, NamedTuple

from copydesk.page.marks import STRONG_MARKS, Marks, marks_of

MAX_CHARS = 3_000_000
MAX_DEPTH = 2_000
MAX_BLOCKS = 20_000
"""A longer page is cut, one that is nested deeper is not parsed: the parser's time grows with the depth squared."""

MAX_LEVELS = 30
"""Elements around a text that are asked for their marks, where those of the whole article are left out."""

INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "del", "dfn", "em", "font", "i", "ins", "label",
     "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "data", "meta",
     "link"}
)  # fmt: skip
HIDDEN = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "select", "textarea", "head", "title", "object",
     "video", "audio", "canvas", "math"}
)  # fmt: skip

_TAG = re.compile(r"<(/?)([a-zA-Z]+)")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
     "p", "li"}
)  # fmt: skip

_PARTING = {"a", "time", "span"}
"""Elements that style often keeps apart from the text beside them."""


class Run(NamedTuple):
    """Text of one element within a block.

    near: marks of the element and of the one around it. own: whether it is inside the block.
    """

    text: str
    marks: Marks
    near: Marks
    own: bool


class Block:
    """Text that a reader sees in one piece."""

    def __init__(self, texts: "list[tuple[str, _Open]]") -> None:
        self._texts = texts
        joined, before = [], None
        for text, place in texts:
            if (
                before is not None
                and place is not before
                and not text[:1].isspace()
                and _PARTING & {place.tag, before.tag}
            ):
                joined.append(" ")
            joined.append(text)
            before = place
        self.text = " ".join("".join(joined).split())

    def runs(self, around: Set[int]) -> list[Run]:
        """The text by the elements within the block, with their marks up to the nearest element of `around`."""
        return [
            Run(shown, place.marks_up_to(around), place.near(around), place.inline)
            for text, place in self._texts
            if (shown := " ".join(text.split()))
        ]

    def marks_up_to(self, around: Set[int]) -> Marks:
        """Of the elements around any of its text, up to the nearest one of `around`, the keys of elements."""
        return _NONE.union(*(place.marks_up_to(around) for text, place in self._texts if not text.isspace()))

    @cached_property
    def marks(self) -> Marks:
        """Of the elements around any of its text."""
        return _NONE.union(*(place.marks for text, place in self._texts if not text.isspace()))

    @cached_property
    def boxes(self) -> list[int]:
        """The elements around it, the nearest first, without inline ones and the one that is the paragraph itself."""
        place = next(place for text, place in self._texts if not text.isspace())
        around: list[int] = []
        outer: _Open | None = place
        while outer is not None:
            if not outer.inline:
                around.append(outer.key)
            outer = outer.outer
        return around[1:]

    @cached_property
    def link_share(self) -> float:
        """The share of its text that stands in links, 0 to 1."""
        size = sum(len(text) for text, _ in self._texts)
        return sum(len(text) for text, place in self._texts if "link" in place.marks) / max(size, 1)

    def selector(self, name: str = "") -> str:
        """A CSS selector of the element that holds the name, or else of the one around the first text."""
        shown = [(text, place) for text, place in self._texts if not text.isspace()]
        place = next((place for text, place in shown if name and name in text), shown[0][1])
        return selector_of(place.node)


def blocks_of(page: str) -> list[Block]:
    """The visible text of a page; none where it is nested too deep to be parsed within bounds."""
    from selectolax.lexbor import LexborHTMLParser  # here: few records ask for it

    page = unicodedata.normalize("NFC", page[:MAX_CHARS])
    if is_too_deep(page):
        return []
    root = LexborHTMLParser(page).body
    return list(_walk(root)) if root is not None else []


def is_too_deep(page: str) -> bool:
    """Whether more elements are open at one place than MAX_DEPTH, as far as its tags tell."""
    if page.count("<") < MAX_DEPTH:
        return False
    depth = 0
    for closing, name in _TAG.findall(page):
        if closing:
            depth -= depth > 0
        elif name.lower() not in _VOID:
            depth += 1
            if depth > MAX_DEPTH:
                return True
    return False


class _Open:
    """An element that is open. inline: it and those around it up to the block. Marks are made where somebody asks."""

    __slots__ = ("_marks", "_own", "hidden", "inline", "key", "node", "outer", "tag", "unscripted")

    def __init__(self, node: Any, outer: "_Open | None", tag: str) -> None:
        self.key: int = node.mem_id
        self.node = node
        self.outer = outer
        self.tag = tag
        self.inline = tag in INLINE
        self._own: Marks | None = None
        self._marks: Marks | None = None
        hidden = outer is not None and outer.hidden
        # what is for readers without scripts is mostly pictures and pleas, but some pages have their byline there alone
        self.unscripted: bool = outer is not None and (outer.unscripted or (tag == "noscript" and not hidden))
        is_byline = self.unscripted and hidden and bool(self.own & STRONG_MARKS)
        self.hidden: bool = (outer is not None and tag in HIDDEN) or (hidden and not is_byline)

    @property
    def own(self) -> Marks:
        """Of the element alone."""
        if self._own is None:
            self._own = frozenset(marks_of(self.tag, self.node.attributes))
        return self._own

    def marks_up_to(self, around: Set[int]) -> Marks:
        """Of the element and the MAX_LEVELS around it, up to the nearest one that is in `around`."""
        marks = set[str]()
        place: _Open | None = self
        for _ in range(MAX_LEVELS):
            if place is None or place.key in around:
                break
            marks |= place.own
            place = place.outer
        return frozenset(marks)

    def near(self, around: Set[int]) -> Marks:
        """Of the element, and the one around it unless that is in `around`."""
        if self.outer is None or self.outer.key in around:
            return self.own
        return self.own | self.outer.own

    @property
    def marks(self) -> Marks:
        """Of the element and all around it."""
        unmarked: list[_Open] = []
        place: _Open | None = self
        while place is not None and place._marks is None:
            unmarked.append(place)
            place = place.outer
        marks = place._marks if place is not None and place._marks is not None else _NONE
        for place in reversed(unmarked):
            marks = marks | place.own if place.own else marks
            place._marks = marks
        return marks


_NONE: Marks = frozenset()


def _walk(root: Any) -> Iterator[Block]:
    stack = [_Open(root, None, "body")]
    texts: list[tuple[str, _Open]] = []
    count = 0
    for node in root.traverse(include_text=True):
        parent = node.parent
        key = parent.mem_id if parent is not None else 0
        ended = False
        while len(stack) > 1 and stack[-1].key != key:
            ended |= not stack.pop().inline
        tag = node.tag
        if texts and (ended or (tag != "-text" and tag not in INLINE)):
            if any(not text.isspace() for text, _ in texts):
                yield Block(texts)
                count += 1
                if count >= MAX_BLOCKS:
                    return
            texts = []
        if tag == "-text":
            if not stack[-1].hidden and (text := node.text_content):
                texts.append((text, stack[-1]))
        elif tag and tag != "br" and tag[0] != "-" and node.mem_id != root.mem_id:
            stack.append(_Open(node, stack[-1], tag))
    if any(not text.isspace() for text, _ in texts):
        yield Block(texts)


def selector_of(node: Any) -> str:
    """A CSS selector of an element that another page of the site will have too: its own classes or id, or those of the
    nearest element around it that has some."""
    tail = ""
    for _ in range(6):
        if node is None or node.tag in ("html", "body", None):
            break
        named = _named(node)
        if named:
            return f"{named} > {tail}" if tail else named
        tail = f"{node.tag} > {tail}" if tail else node.tag
        node = node.parent
    return tail


_PLAIN = re.compile(r"-?[_a-zA-Z][\w-]*", re.ASCII)
_NUMBERED = re.compile(r"[0-9]{2,}")


def _named(node: Any) -> str:
    attributes = node.attributes
    if (itemprop := attributes.get("itemprop")) and _PLAIN.fullmatch(itemprop):
        return f"{node.tag}[itemprop={itemprop}]"
    if "author" in (attributes.get("rel") or "").split():
        return f"{node.tag}[rel~=author]"
    names = [name for name in (attributes.get("class") or "").split() if _PLAIN.fullmatch(name)]
    names = [name for name in names if not _NUMBERED.search(name)][:3]
    if names:
        return f"{node.tag}{''.join(f'.{name}' for name in names)}"
    own = attributes.get("id") or ""
    return f"{node.tag}#{own}" if _PLAIN.fullmatch(own) and not _NUMBERED.search(own) else ""
