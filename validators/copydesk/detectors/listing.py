"""`listing`: a home page, a section front, a page of search results or a shop's shelf instead of an article."""

import re
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import urlsplit

import numpy as np
import polars as pl
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.detectors.titles import TitlePhrases, parts
from copydesk.page.pages import facts_of, has_page
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.lines import Bools, Ints
from copydesk.scan.phrases import PhraseHit
from copydesk.scan.site import naming

LIST_LINES = 20
"""Lines from which a body of short ones looks like a list."""

WRAPPED_BYTES = 50
"""Lines of text that is broken at a width are mostly longer."""

LISTS = frozenset({"tag", "tags", "topic", "topics", "author", "authors", "category", "search"})
INDEXES = frozenset({"archive", "archives", "home", "index", "indeks", "latest", "news", "default"})

_LANGUAGE = re.compile(r"[a-z]{2}([-_][a-z]{2})?")
# A number of four digits, or a slug of four words: stories have them in their addresses, and lists seldom do.
_STORY = r"^[A-Za-z]+://[^/]+/.*([0-9]{4}|([^-_/?]+[-_]){3})"
_GOES_ON = re.compile(r"[。，、]")


class ListingOptions(Options):
    """Evidence is weighed in points, as nothing alone tells a list from an article.

    For a list speak hardly any paragraphs (3 points; 2 or 1 where there are some), twenty lines or more that are
    mostly a word or two (2; 1 where they are short), the address of a home page or list (2), the headline of a site or
    list (2), and a page that declares itself one (2). Against it speak the address of a story (-2) and long paragraphs
    (-2). Where sentences run on over the ends of lines, it is none.
    """

    titles: list[str] = Field(description="Sections of the word lists: what the headline of a list says")
    sections: str = Field(description="Words of the word lists: sections, in headlines and addresses")
    min_points: int = Field(5, ge=1, description="From here on it is a list")
    review_points: int = Field(4, ge=1, description="From here on somebody should look")


class Listing(Detector):
    Options = ListingOptions
    message_data = frozenset({"reasons"})

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        self._titles = TitlePhrases(vocabulary, self.options.titles, [self.options.sections])

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        prose, lines, story = _prose_points(block), _line_points(block), _has_story_url(block)
        # what is left to ask is worth four points, or two at the address of a story
        left = np.where(story, 2, 4) - 2 * story
        listed = self._declared(block)
        left = left + 2 * listed
        doubted = block.has_body & (prose + lines > 0) & (prose + lines + left >= self.options.review_points)
        for article in map(int, np.flatnonzero(doubted)):
            is_list_url = not story[article] and self._has_list_url(block, article)
            is_list_title = self._has_list_title(block, article) or _has_site_title(block, article)
            reasons = [
                (int(prose[article]), "there is hardly a paragraph"),
                (int(lines[article]), "most lines are a few words"),
                (-2 if story[article] else 0, "the address is that of a story"),
                (2 if is_list_url else 0, "the address is that of a home page or list"),
                (2 if is_list_title else 0, "the headline is that of a site or list"),
                (2 if listed[article] else 0, "its page declares itself a list"),
            ]
            points = sum(weight for weight, _ in reasons)
            if points < self.options.review_points or _is_wrapped(block, article):
                continue
            said = {"reasons": ", ".join(reason for weight, reason in reasons if weight > 0)}
            hit = Hit(article, field=None, seen=block.columns["title"][article], confidence=0.9, data=said)
            is_sure = points >= self.options.min_points
            yield hit if is_sure else hit._replace(severity="info", outcome="review", confidence=0.5)

    def _declared(self, block: Block) -> Bools:
        """The articles whose page says in its JSON-LD that it is a list."""
        listed = np.zeros(len(block), dtype=bool)
        for article in map(int, np.flatnonzero(block.has_body & has_page(block))):
            listed[article] = facts_of(block, article, self.vocabulary).listing is not None
        return listed

    def _has_list_url(self, block: Block, article: int) -> bool:
        host, path = _address(block.columns["url"][article])
        return bool(host) and is_list(path, self.vocabulary.words(self.options.sections, block.languages[article]))

    def _has_list_title(self, block: Block, article: int) -> bool:
        title, language = block.columns["title"][article], block.languages[article]
        return bool(title and self._titles.in_text(title, language))


def _has_story_url(block: Block) -> Bools:
    return block.articles.select(pl.col("url").str.contains(_STORY).fill_null(value=False)).to_series().to_numpy()


def _prose_points(block: Block) -> Ints:
    """Of 474 labelled articles one in ten gets points for a list, of 78 labelled lists and home pages six in seven."""
    lines, prose = block.lines, block.prose_bytes
    points = np.select([prose < 250, prose < 600, prose < 1_200], [3, 2, 1], 0)
    long = block.sums(lines.bytes * (lines.prose & (lines.bytes >= 200)))
    return np.where(long >= 1_500, -2, points)


def _line_points(block: Block) -> Ints:
    lines, filled = block.lines, ~block.lines.blank
    count, short, tiny = (block.sums(filled & (lines.bytes <= most)) for most in (1 << 40, 60, 25))
    return (count >= LIST_LINES) * ((2 * short > count).astype(np.int64) + (2 * tiny > count))


def _is_wrapped(block: Block, article: int) -> bool:
    """Whether sentences run on over the ends of lines: most of the longer lines begin in small letters, or have commas
    of a script that headlines do without."""
    text = block.lines.text[int(block.lines.first[article]) : int(block.lines.first[article + 1])]
    longer = [line.strip() for line in text if len(line.encode()) >= WRAPPED_BYTES]
    going_on = [line for line in longer if line[:1].islower() or _GOES_ON.search(line)]
    return len(longer) >= 5 and 2 * len(going_on) > len(longer)


def _has_site_title(block: Block, article: int) -> bool:
    """Whether the title, or what stands first in it, is the name of the site."""
    titles = parts(block.columns["title"][article])
    first = next(iter(titles[1:] or titles), "")
    return bool(naming(first, block.hosts[article], block.columns["source"][article]))


def _address(url: str | None) -> tuple[str, str]:
    """The host of an address, and its path; the query, where the page is told by that alone."""
    try:
        parsed = urlsplit((url or "").lower())
    except ValueError:  # brackets that are no IPv6 address
        return "", ""
    return parsed.netloc, parsed.path.strip("/") or parsed.query


def is_list(path: str, sections: Collection[str]) -> bool:
    """Whether a path is that of a home page, a section or a list. sections: their names, folded."""
    steps = [step for step in re.sub(r"[.][a-z]+$", "", path).split("/") if step]
    if steps and _LANGUAGE.fullmatch(steps[0]):
        del steps[0]
    if all(step in INDEXES or step.replace("-", " ") in sections for step in steps):
        return True
    return steps[0] in LISTS
