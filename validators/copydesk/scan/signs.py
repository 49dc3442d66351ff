"""What a line looks like, where it stands and what stands around it, as numbers: what `prose` judges from."""

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk.scan.block import Block
from copydesk.scan.grams import Floats, Texts
from copydesk.scan.lines import Bools, Ints, nearest
from copydesk.scan.topic import NO_WORDS, shared

HEAD_CHARS = 200
"""Characters of a line whose wording is looked at."""

PROSE_BYTES = 80
"""From this length on, in characters or in bytes of Chinese, Japanese and Korean, a line that ends as a sentence does
is prose."""

STORY_LINES, PAGE_LINES = 2, 150
"""Lines of prose, or of any kind, from which on there is something that a line can be unlike."""

OPEN_BYTES = 40
"""Below this length a line that does not end as a sentence does is short."""

MAX_BYTES, FAR, MANY, MOST_COPIES = 500, 60, 120, 10
"""Longer, further and more make no difference."""

EDGE_LINES, MARGIN_LINES = 3, 12
"""An article in which no rule has found anything is looked at if one of so many first or last lines may be stray, and
then so far from its edges."""

WIDE = frozenset({"zh", "ja", "ko"})

FOUND, STORY = 3.0, -2.0
"""The wording, as a logit, of lines that a rule has found and of those that are not looked at."""

REACHES = (1, 3, 8, 12)
"""Lines to either side over which neighbours are averaged."""

Values = dict[str, npt.NDArray[Any]]


class Signs:
    """The lines of a block that may be stray, and their signs.

    lines: their indexes in the block. Of an article in which a rule has already found furniture, all lines that no
    rule found; of another one those near its edges that do not end as a sentence does.
    """

    def __init__(self, block: Block) -> None:
        self._block = block
        all_lines = block.lines
        solid, size = ~all_lines.blank, _sizes(block)
        from_edge = np.minimum(*all_lines.from_edges)
        at_edge = solid & ~all_lines.ends_sentence & (size < PROSE_BYTES) & (from_edge < EDGE_LINES)
        self.dirty: Bools = _any(solid & all_lines.touched, all_lines.article, len(block))
        """Articles in which a rule has already found furniture of the page."""
        looked_at = comparable(block) & (self.dirty | _any(at_edge, all_lines.article, len(block)))
        # from here on only the solid lines of these articles
        self._index: Ints = np.flatnonzero(solid & looked_at[all_lines.article])
        self._article: Ints = all_lines.article[self._index]
        self._size: Ints = np.minimum(size[self._index], MAX_BYTES)
        self._ends: Bools = all_lines.ends_sentence[self._index]
        self._found: Bools = all_lines.furniture[self._index]
        self._prose: Bools = self._ends & (self._size >= PROSE_BYTES)
        self._short: Bools = ~self._ends & (self._size < OPEN_BYTES)
        counts = np.bincount(self._article, minlength=len(block))
        stops = np.cumsum(counts)
        self._low: Ints = (stops - counts)[self._article]
        self._high: Ints = stops[self._article]
        in_margin = ~self._ends & (from_edge[self._index] < MARGIN_LINES)
        self._judged: Ints = np.flatnonzero(~all_lines.claimed[self._index] & (self.dirty[self._article] | in_margin))
        self.lines: Ints = self._index[self._judged]
        self.sentence: Bools = (self._ends & (self._size >= OPEN_BYTES))[self._judged]
        """Of each line, whether it has the length and the end of a sentence."""

    @cached_property
    def texts(self) -> Texts:
        """The heads of the lines."""
        return Texts(self._block.lines.frame["bare"].gather(self.lines).str.head(HEAD_CHARS))

    def signs(self, wording: Floats) -> dict[str, Floats]:
        """Of each sign its value for every line; the first word of its name is the kind of evidence that it is.

        wording: of each line, how stray its words are, as a logit.
        """
        kinds = {
            "form": self._form(),
            "place": self._place(),
            "body": self._body(),
            "topic": self._topic(),
            **self._around(wording),
        }
        return {
            f"{kind} {name}": np.asarray(values, dtype=np.float32)
            for kind, signs in kinds.items()
            for name, values in signs.items()
        }

    def _form(self) -> Values:
        """What the line looks like, by itself."""
        lines, judged = self._block.lines, self._judged
        kinds = {kind: counts.astype(np.float32) for kind, counts in self.texts.kinds().items()}
        letters = np.maximum(kinds["capital"] + kinds["small"], 1)
        marks = kinds["mark"] + kinds["bar"] + kinds["stop"]
        first, last = self.texts.ends()
        words = kinds["space"] + 1
        return {
            "size": self._size[judged],
            "ends": self._ends[judged],
            "words": words,
            "word size": self.texts.sizes / words,
            "bytes per character": lines.bytes[self.lines] / np.maximum(lines.chars[self.lines], 1),
            "capitals": kinds["capital"],
            "wide": kinds["wide"],
            "stops": kinds["stop"],
            "bars": kinds["bar"],
            "capital ratio": kinds["capital"] / letters,
            "digit ratio": kinds["digit"] / self.texts.sizes,
            "mark ratio": marks / self.texts.sizes,
            "first": _BYTE_CLASS[first],
            "last": _BYTE_CLASS[last],
        }

    def _place(self) -> Values:
        """Where the line stands in its article."""
        at, low, high = self._judged, self._low[self._judged], self._high[self._judged]
        sums = _sums(self._prose, self._size * self._prose)
        prose_before, text_before = (sums[at] - sums[low]).T
        prose_after, text_after = (sums[high] - sums[at + 1]).T
        before, after = self._distances(self._prose)
        lines = self._block.lines
        return {
            "before": np.minimum(at - low, FAR),
            "after": np.minimum(high - 1 - at, FAR),
            "depth": (at - low) / np.maximum(high - low - 1, 1),
            "prose before": np.minimum(prose_before, FAR),
            "prose after": np.minimum(prose_after, FAR),
            "text after ratio": text_after / np.maximum(text_before + text_after, 1),
            "to prose before": np.where(before > at - low, MANY, np.minimum(before, FAR)),
            "to prose after": np.where(after >= high - at, MANY, np.minimum(after, FAR)),
            "run without prose": np.where(self._prose[at], 0, np.minimum(before + after - 1, MANY)),
            "after blank": (self.lines > 0) & lines.blank[self.lines - 1] & (lines.number[self.lines] > 1),
        }

    def _body(self) -> Values:
        """What the article is made of."""
        low, high = self._low[self._judged], self._high[self._judged]
        sums = _sums(self._size, self._size * self._prose, self._prose, self._short, self._ends)
        size, text, prose, short, ends = (sums[high] - sums[low]).T
        count = high - low
        return {
            "lines": np.minimum(count, 1_000),
            "size": size / count,
            "text ratio": text / np.maximum(size, 1),
            "prose ratio": prose / count,
            "short ratio": short / count,
            "ends ratio": ends / count,
        }

    def _topic(self) -> Values:
        """Which of its words stand in other prose of its article, and in the title; where furniture was found."""
        dirty = self.dirty[self._article]
        articles, number = np.unique(self._article[dirty], return_inverse=True)
        titles = self._block.articles["title"].gather(articles).fill_null("")
        words = shared(self._block.lines.frame["bare"].gather(self._index[dirty]), number, self._prose[dirty], titles)
        place = np.cumsum(dirty)[self._judged] - 1
        is_dirty = dirty[self._judged]
        return {name: np.where(is_dirty, np.append(of, NO_WORDS)[place], NO_WORDS) for name, of in words.items()}

    def _around(self, wording: Floats) -> dict[str, Values]:
        """What the lines around it look like, what they say, and which of them a rule has found."""
        at, low, high = self._judged, self._low[self._judged], self._high[self._judged]
        worded = np.where(self._found, FOUND, STORY)
        worded[at] = np.clip(wording, -6, 6)
        signals = {
            ("near", "size"): self._size,
            ("near", "short"): self._short,
            ("near", "ends"): self._ends,
            ("near", "prose"): self._prose,
            ("found", "near"): self._found,
            ("wording", "near"): worded,
        }
        kinds: dict[str, Values] = {"near": {}, "found": {}, "wording": {"line": wording}}
        sums = _sums(*signals.values())
        windows = {f"within {n}": (np.maximum(at - n, low), np.minimum(at + n + 1, high)) for n in REACHES}
        windows["next 5"] = (at + 1, np.minimum(at + 6, high))
        windows["body"] = (low, high)
        for window, (start, stop) in windows.items():
            means = (sums[stop] - sums[start]) / np.maximum(stop - start, 1)[:, None]
            for (kind, name), mean in zip(signals, means.T, strict=True):
                kinds[kind][f"{name} {window}"] = mean
        for step in (-1, 1):
            there = (at + step >= low) & (at + step < high)
            beside = np.clip(at + step, 0, len(self._size) - 1)
            kinds["near"][f"size at {step:+d}"] = np.where(there, self._size[beside], -1)
            kinds["wording"][f"at {step:+d}"] = np.where(there, worded[beside], -9)
        for name, mask in (("ends", self._ends), ("long", ~self._short)):
            before, after = self._distances(mask)
            kinds["near"][f"run without {name}"] = np.where(mask[at], 0, np.minimum(before + after - 1, MANY))
        before, after = self._distances(self._found)
        kinds["found"] |= {
            "lines": np.minimum((sums[high] - sums[low])[:, list(signals).index(("found", "near"))], 30),
            "to before": np.where(before > at - low, MANY, np.minimum(before, FAR)),
            "to after": np.where(after >= high - at, MANY, np.minimum(after, FAR)),
            "run without": np.minimum(before + after - 1, MANY),
        }
        kinds["copies"] = {"lines": self._copies()}
        return kinds

    def _copies(self) -> Ints:
        """How often the line stands in its article; the repeats that a rule has found are no sign against the first."""
        lines = self._block.lines
        first = np.where(lines.first_of_its_kind < 0, np.arange(len(lines)), lines.first_of_its_kind)
        counted = np.bincount(first, ~lines.claimed | lines.furniture, minlength=len(lines)).astype(np.int64)
        return np.minimum(counted[first[self.lines]], MOST_COPIES)

    def _distances(self, mask: Bools) -> tuple[Ints, Ints]:
        """Lines back and forth to the nearest other one in the mask, or to just outside the article."""
        before, after = (beside[self._judged] for beside in nearest(mask))
        before = np.maximum(before, self._low[self._judged] - 1)
        return self._judged - before, np.minimum(after, self._high[self._judged]) - self._judged


def comparable(block: Block) -> Bools:
    """Articles with enough prose for a line to be unlike it, or with so many lines that they are whole pages."""
    lines = block.lines
    prose = lines.ends_sentence & (_sizes(block) >= PROSE_BYTES)
    has_story = np.bincount(lines.article[prose], minlength=len(block)) >= STORY_LINES
    is_page = np.bincount(lines.article[~lines.blank], minlength=len(block)) >= PAGE_LINES
    either: Bools = has_story | is_page
    return either


def _sizes(block: Block) -> Ints:
    """Of each line: characters, or bytes where a character says as much as a syllable or a word."""
    wide = np.array([language in WIDE for language in block.languages], dtype=bool)
    return np.where(wide[block.lines.article], block.lines.bytes, block.lines.chars)


def _sums(*signals: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """(lines + 1, signals): the sums of what stands before each line."""
    sums = np.zeros((len(signals[0]) + 1, len(signals)))
    np.cumsum(np.column_stack(signals), axis=0, out=sums[1:])
    return sums


def _any(mask: Bools, article: Ints, articles: int) -> Bools:
    """Of each article, whether one of its lines is in the mask."""
    found = np.zeros(articles, dtype=bool)
    found[article[mask]] = True
    return found


def _byte_classes() -> npt.NDArray[np.uint8]:
    """By byte: 1 capital, 2 small, 3 digit, 4 beyond ASCII, 5 and more a mark, 0 any other."""
    classes = np.zeros(256, dtype=np.uint8)
    classes[ord("A") : ord("Z") + 1] = 1
    classes[ord("a") : ord("z") + 1] = 2
    classes[ord("0") : ord("9") + 1] = 3
    classes[128:] = 4
    for number, mark in enumerate(b".,:;!?\"'()[]-*|>/%#@$+", start=5):
        classes[mark] = number
    return classes


_BYTE_CLASS = _byte_classes()
