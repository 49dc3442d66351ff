"""The page of one record: searched where that is enough, parsed once at most."""

import html
from functools import cached_property
from typing import NamedTuple

from copydesk.page.article import Coverage, Shown, declared_coverage
from copydesk.page.authors import LINKED, Candidates
from copydesk.page.choice import chosen, rates
from copydesk.page.declared import MAX_TAG_CHARS, Declared, is_organisation
from copydesk.page.declared_authors import ld_authors, meta_authors
from copydesk.page.names import NameFinder
from copydesk.page.notices import Told
from copydesk.page.tree import Block, blocks_of, is_too_deep
from copydesk.page.zones import Known, compact
from copydesk.scan.site import naming

MIN_MENTIONS = 3
"""A name that JSON-LD gives to the article and that the page has so often is shown, too."""

MAX_PLACES = 100
"""Places of a name that are looked at."""

UNSEEN = ("<script", "<style", "<title")
"""Elements whose text is not on the page."""

MAX_DECLARED = 4
MAX_HEADINGS = 3
MAX_DIALOG_LINES = 60
"""Of a page that may be nothing but a dialog; an article's page shows more, its menus and footer counted."""

SURE = 0.97
"""How likely the search alone is right, set by hand: 120 of 129 labelled pages are as their label says, and the JSON-LD
of the other nine names whom it found, so that some of those count as right."""


class Byline(NamedTuple):
    """The authors that a page names. rate: how likely they are right, 0 to 1. where: the place that names them."""

    names: tuple[str, ...]
    rate: float
    where: str


class Page:
    """What a page says, each part made when it is asked for."""

    def __init__(self, text: str, known: Known) -> None:
        self.text = text
        self.known = known
        self.declared = Declared(text)

    @cached_property
    def blocks(self) -> list[Block]:
        """The visible text; none where the page cannot be parsed within bounds."""
        return blocks_of(self.text)

    @cached_property
    def is_too_deep(self) -> bool:
        return is_too_deep(self.text)

    @property
    def headlines(self) -> list[Told]:
        """How the page calls itself: its title, and its first headings of the first level."""
        title = self.declared.title
        headings = [Told(block.text, block.selector()) for block in self.blocks if "h1" in block.marks]
        return [*([Told(title, "title")] if title else []), *headings[:MAX_HEADINGS]]

    @property
    def dialog(self) -> list[str]:
        """All that the page shows, line by line; nothing where that is too much for a dialog."""
        return [block.text for block in self.blocks] if len(self.blocks) <= MAX_DIALOG_LINES else []

    @cached_property
    def shown(self) -> Shown:
        return Shown(self.blocks)

    def coverage(self, body: str) -> Coverage | None:
        """How much of the page's article a body has; None where it does not show what the article is."""
        return declared_coverage(self.declared, body) or self.shown.coverage(body)

    def byline(self, finder: NameFinder) -> Byline | None:
        """The authors that the page names; None where it names none, as far as can be told."""
        return self.declared_byline(finder) or self._shown_byline(finder)

    def declared_byline(self, finder: NameFinder) -> Byline | None:
        """The authors by search alone: JSON-LD gives them to the article, meta elements do not differ, they are people,
        and the page has their names elsewhere too."""
        article: dict[str, str] = {}
        where = ""
        for placed in ld_authors(self.declared):
            if placed.kind == "ld article" and not LINKED.search(placed.text):
                pieces = finder.pieces(html.unescape(placed.text))
                if not pieces or is_organisation(placed.type):
                    return None
                where = where or placed.where
                article |= {compact(piece.text): piece.text for piece in pieces}
        if not 0 < len(article) <= MAX_DECLARED:
            return None
        plain = [placed for placed in meta_authors(self.declared) if placed.kind != "meta more"]
        texts = (html.unescape(placed.text) for placed in plain if not LINKED.search(placed.text))
        if {compact(piece.text) for text in texts for piece in finder.pieces(text)} - article.keys():
            return None
        for name in article.values():
            if not finder.is_person(name) or naming(name, self.known.host, self.known.source):
                return None
            if self.text.count(name) < MIN_MENTIONS or not self._shows(name):
                return None
        if article.keys() & {compact(name) for name in self.declared.site_names}:
            return None
        return Byline(tuple(article.values()), SURE, where)

    def _shows(self, name: str) -> bool:
        """Whether a name stands in the text that a reader sees, not in tags, scripts and the title alone."""
        at = self.text.find(name)
        for _ in range(MAX_PLACES):
            if at < 0:
                return False
            tag = self.text.rfind("<", max(at - MAX_TAG_CHARS, 0), at)
            opened = self.text[tag : tag + len("<script")].lower()
            if tag >= 0 and self.text.find(">", tag, at) >= 0 and not opened.startswith(UNSEEN):
                return True
            at = self.text.find(name, at + 1)
        return False

    def _shown_byline(self, finder: NameFinder) -> Byline | None:
        candidates = Candidates(self.declared, self.blocks, self.known, finder).all
        authors = chosen(candidates, rates(candidates)) if candidates else []
        if not authors:
            return None
        best = max(authors, key=lambda author: author.rate)
        if best.candidate.declared:
            where = best.candidate.declared[0].where
        elif best.candidate.block is not None:
            where = self.blocks[best.candidate.block].selector(best.candidate.name)
        else:
            where = "the page"
        return Byline(tuple(author.candidate.name for author in authors), best.rate, where)
