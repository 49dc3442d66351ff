"""All phrases of all rules and languages as one table, matched in one pass over the lines of a block."""

import re
import string
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from copydesk.rulebook.vocabulary import Phrase
from copydesk.scan.lines import MAX_FOLD_CHARS, Ints, Lines
from copydesk.scan.literals import literal_matcher
from copydesk.scan.prefixes import Prefixes
from copydesk.text import DECORATION, fold_aligned

MAX_LANGUAGES = 63
Masks = npt.NDArray[np.uint64]

# Scripts that write words without spaces between them, so that a letter on either side does not extend a phrase.
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u31c0-\ua4cf\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)


BRACKETS = ("[]", "()", "{}", "（）", "【】")
MAX_BRACKETED_CHARS = 60


class PhraseHit(NamedTuple):
    """A phrase found. line: index into the block's lines. start, end: characters in the line."""

    line: int
    phrase: Phrase
    start: int
    end: int


class PhraseTable:
    """The phrases of a rule set, compiled.

    Lines of at most MAX_FOLD_CHARS characters are compared folded: whole-line phrases by a join, prefixes by the first
    bytes of each line, the others as literals in one buffer in which every line stands between newlines, so that the
    anchor of a suffix is a newline.

    Longer lines are compared as written, since folding them all would take longer than everything else: without the
    decoration at their ends, with the case of ASCII letters ignored, and other letters in lower case, in capitals or
    titled. There a phrase with a digit is not looked for, as `0` stands for any number, unless it is a prefix that ends
    in it.
    """

    def __init__(self, phrases: Iterable[tuple[int, Phrase]], languages: Sequence[str]) -> None:
        """phrases: (rule index, phrase); languages: those of the word lists, at most MAX_LANGUAGES."""
        if len(languages) > MAX_LANGUAGES:
            raise ValueError(f"{len(languages)} languages, at most {MAX_LANGUAGES} fit in a mask")
        self.languages = tuple(languages)
        self._bits = {language: np.uint64(1 << n) for n, language in enumerate(languages)}
        self._phrases = list(dict.fromkeys(phrases))
        self._masks = [self._bits[phrase.language] for _, phrase in self._phrases]
        self._whole = pl.DataFrame(
            [(phrase.text, n) for n, (_, phrase) in enumerate(self._phrases) if phrase.kind == "line"],
            schema={"folded": pl.String, "phrase": pl.Int64},
            orient="row",
        )
        self._folded = _Literals(self._phrases, _as_folded, caseless=False)
        self._raw = _Literals(self._phrases, _as_written, caseless=True)

    def allowed(self, languages: Sequence[str | None]) -> Masks:
        """Of each article: the word lists it is read with. Its own and English; all of them where it is unknown."""
        everything = np.uint64((1 << len(self._bits)) - 1)
        english = self._bits.get("en", np.uint64(0))
        masks = {code: english | self._bits.get(code, np.uint64(0)) for code in set(languages) if code}
        return np.array([masks[code] if code else everything for code in languages], dtype=np.uint64)

    def find(self, lines: Lines, allowed: Masks) -> dict[int, list[PhraseHit]]:
        """The hits of each rule, by rule index, in the order of the lines. allowed: by article."""
        masks = allowed[lines.article]
        hits: dict[int, list[PhraseHit]] = {}
        for line, number, start, end in sorted(
            {*self._lines(lines, masks), *self._inside(lines, masks), *self._in_long(lines, masks)}
        ):
            rule, phrase = self._phrases[number]
            hits.setdefault(rule, []).append(PhraseHit(line, phrase, start, end))
        return hits

    def _lines(self, lines: Lines, masks: Masks) -> Iterator[tuple[int, int, int, int]]:
        found = lines.frame.select("folded", "text").with_row_index("line").join(self._whole, on="folded")
        for line, text, number in found.select("line", "text", "phrase").rows():
            if masks[line] & self._masks[number]:
                yield line, number, *bare_span(text)

    def _inside(self, lines: Lines, masks: Masks) -> Iterator[tuple[int, int, int, int]]:
        short = lines.frame.select("folded", "text").with_row_index("line").filter(pl.col("folded").str.len_bytes() > 0)
        for line, row, number in self._standing_apart(self._folded, short["line"], short["folded"], masks):
            text, phrase = short["text"][row], self._phrases[number][1]
            for start, end in self._inline_spans(text, number) if phrase.kind == "inline" else [bare_span(text)]:
                yield line, number, start, end

    def _in_long(self, lines: Lines, masks: Masks) -> Iterator[tuple[int, int, int, int]]:
        long = lines.frame.select("text", "chars").with_row_index("line").filter(pl.col("chars") > MAX_FOLD_CHARS)
        long = long.with_columns(bare=pl.col("text").str.strip_chars(DECORATION))
        for line, row, number in self._standing_apart(self._raw, long["line"], long["bare"], masks):
            text, phrase = long["text"][row], self._phrases[number][1]
            if phrase.kind != "inline":
                yield line, number, *bare_span(text)
                continue
            for start, end in (match.span() for match in _loosely(phrase).finditer(text)):
                if self._apart(number, text[max(start - 1, 0) : start], text[end : end + 1]):
                    yield line, number, start, _closed(text, phrase, end)

    def _standing_apart(
        self, literals: "_Literals", lines: pl.Series, texts: pl.Series, masks: Masks
    ) -> set[tuple[int, int, int]]:
        """(line, row of texts, phrase number) of the phrases that stand in the texts as words of their own.

        lines: of each text, the index of its line. masks: of each line, the word lists it is read with.
        """
        numbers = lines.to_numpy()
        found = set()
        for row, number, sides in literals.find(texts):
            line = int(numbers[row])
            if masks[line] & self._masks[number] and self._apart(number, *sides()):
                found.add((line, row, number))
        return found

    def _inline_spans(self, text: str, number: int) -> Iterator[tuple[int, int]]:
        """Where the phrase stands in a line whose folded form holds it, in characters of the line as scraped."""
        phrase = self._phrases[number][1]
        folded, spans = fold_aligned(text)
        at = folded.find(phrase.text)
        while at >= 0:
            end = at + len(phrase.text)
            if self._apart(number, folded[max(at - 1, 0) : at], folded[end : end + 1]):
                yield spans[at][0], _closed(text, phrase, spans[end - 1][1])
                at = folded.find(phrase.text, end)
            else:
                at = folded.find(phrase.text, at + 1)

    def _apart(self, number: int, before: str, after: str) -> bool:
        """Whether a phrase stands between these two characters as words of its own."""
        phrase = self._phrases[number][1]
        if phrase.kind != "prefix" and one_word(before, phrase.text[0]):
            return False
        more_of_number = phrase.text[-1] == "0" and after.isdigit()
        return phrase.kind == "suffix" or more_of_number or not one_word(phrase.text[-1], after)


class _Literals:
    """The literals of the phrases, each once, with the phrases that it stands for: those that begin a text, and those
    that stand anywhere in it or end it."""

    def __init__(
        self,
        phrases: Sequence[tuple[int, Phrase]],
        spellings: Callable[[Phrase], Iterable[str]],
        *,
        caseless: bool,
    ) -> None:
        """spellings: how a phrase may be written."""
        spelled: dict[tuple[str, str, str], list[int]] = {}  # a phrase may serve several rules and languages
        for number, (_, phrase) in enumerate(phrases):
            if phrase.kind != "line":  # whole lines: see `PhraseTable._lines`
                spelled.setdefault((phrase.text, phrase.kind, phrase.written), []).append(number)
        begins: dict[bytes, list[int]] = {}
        others: dict[bytes, list[int]] = {}
        for (_, kind, _), numbers in spelled.items():
            literals, end = (begins if kind == "prefix" else others), "\n" if kind == "suffix" else ""
            for text in spellings(phrases[numbers[0]][1]):
                literals.setdefault(f"{text}{end}".encode(), []).extend(numbers)
        self._literals, self._numbers = list(others), list(others.values())
        self._numbers_of_prefixes = list(begins.values())
        self._matcher = literal_matcher(self._literals, caseless=caseless)
        self._prefixes = Prefixes(list(begins), caseless=caseless)

    def find(self, texts: pl.Series) -> Iterator[tuple[int, int, Callable[[], tuple[str, str]]]]:
        """(row, phrase number, what gives the characters before and after) of every occurrence, without anchors."""
        if not len(texts):
            return
        # joined by polars and never a Python text: ten times as fast; with nothing at either end, so that newlines are
        nothing = pl.Series([""])
        buffer: bytes = pl.concat([nothing, texts, nothing]).str.join("\n\n").cast(pl.Binary).item()
        sizes = texts.str.len_bytes().to_numpy().astype(np.int64)
        starts: Ints = np.cumsum(sizes + 2) - sizes
        hits = list(self._matcher.find(buffer))
        rows = np.searchsorted(starts, np.array([end - 1 for _, end in hits], dtype=np.int64), side="right") - 1
        for (index, end), row in zip(hits, rows.tolist(), strict=True):
            sides = partial(_sides, buffer, end - len(self._literals[index]), end)
            for number in self._numbers[index]:
                yield row, number, sides
        for row, index, end in self._prefixes.find(buffer, starts):
            sides = partial(_sides, buffer, int(starts[row]), end)
            for number in self._numbers_of_prefixes[index]:
                yield row, number, sides


def _sides(buffer: bytes, begin: int, end: int) -> tuple[str, str]:
    """The characters before and after a part of the buffer."""
    before = buffer[max(begin - 4, 0) : begin].decode(errors="ignore")[-1:]
    return before, buffer[end : end + 4].decode(errors="ignore")[:1]


def _as_folded(phrase: Phrase) -> tuple[str]:
    """The phrase as it stands in a folded line."""
    return (phrase.text,)


def _as_written(phrase: Phrase) -> set[str]:
    """The phrase as it may stand in a line that is not folded; ASCII letters stand for both cases.

    A number, which is `0` in a phrase, is only told where it ends a prefix: there its first digit is enough.
    """
    written = {phrase.text, phrase.written or phrase.text}
    if any(map(str.isdigit, phrase.text)):
        before = phrase.text.removesuffix("0")
        if phrase.kind != "prefix" or any(map(str.isdigit, before)):
            return set()
        written = {before + digit for digit in string.digits}
    for text in list(written):
        if not text.isascii():
            written |= {text.upper(), text.title(), text.capitalize()}
    return written | {text.replace("'", "’") for text in written if "'" in text}


def one_word(left: str, right: str) -> bool:
    """Whether two neighbouring characters belong to one word, so that a phrase between them is only a part of it."""
    if not left or not right or _SPACELESS.match(left) or _SPACELESS.match(right):
        return False
    return all(character.isalnum() or unicodedata.category(character).startswith("M") for character in (left, right))


def bare_span(text: str) -> tuple[int, int]:
    """Where the text stands without the white space at its ends, in characters."""
    return len(text) - len(text.lstrip()), max(len(text.rstrip()), len(text) - len(text.lstrip()))


def _closed(text: str, phrase: Phrase, end: int) -> int:
    """The end of a phrase that opens a bracket: behind the closing one, `[gambas:` with ` video]`, if it is near."""
    for opened, closed in ((pair[0], pair[1]) for pair in BRACKETS):
        if opened in phrase.text and closed not in phrase.text:
            inside = text[end : end + MAX_BRACKETED_CHARS].partition(closed)
            return end + len(inside[0]) + 1 if inside[1] else end
    return end


@cache
def _loosely(phrase: Phrase) -> re.Pattern[str]:
    """The phrase in any case and spacing; linear, as it is a literal but for the white space between words."""
    spellings = {phrase.text, phrase.written or phrase.text}
    literals = (r"\s+".join(map(re.escape, text.split(" "))) for text in sorted(spellings))
    return re.compile("|".join(literals).replace("'", "['’]"), re.IGNORECASE)
