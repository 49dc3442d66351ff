"""Recall, false pairs, time and memory of the near-duplicate search, against exact Jaccard similarities.

    python benchmarks/near_duplicates.py [--pairs 3000] [--million]

Every language of `invented.py` gives originals and one edited copy of each: words replaced, left out or put in, lines
moved, paragraphs left out or added, quotes and spaces changed. A third of them are short. The exact similarity is that
of sets of word 3-grams, or in scripts without spaces of character 3-grams and, in a row of its own, 5-grams; without
punctuation and in lower case. `false` counts what was returned although its exact similarity is below 0.5.

Then unrelated articles of one source that share a header and a long footer, with the number that is told although
nothing but these is the same; and a form (weather, results) in which every sixth, twelfth or twentieth word is new: of
forms, those of 0.65 and more are near duplicates by definition.

The second table is of parts: of each original one, the beginning mostly, of 30 to 90 % of its lines, with few words
changed. It is found as contained in the original, or, where little is missing, as a near duplicate. `judged` is the
share of the parts of which enough is sampled.
"""

import argparse
import resource
import time
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import NamedTuple

import numpy as np
import polars as pl
from invented import LANGUAGES, Writer

from copydesk.scan.containment import MIN_SAMPLE
from copydesk.scan.minhash import SLOTS, Signatures, concat, signatures
from copydesk.scan.neighbours import near_duplicates
from copydesk.scan.overlaps import overlaps

SPACELESS = ("zh", "ja", "th")
N_GRAMS = dict.fromkeys(SPACELESS, (3, 5))
BLOCK = 1_000
BINS = (0.9, 0.8, 0.7, 0.5)
PART_BINS = (0.95, 0.9, 0.8, 0.6)
STRAIGHT = str.maketrans("“”„«»", '"' * 5)


class Exact:
    """Jaccard similarities of sets."""

    def __init__(self, texts: Sequence[str], code: str, size: int = 3) -> None:
        """size: words of an n-gram, or characters."""
        self._texts, self._spaceless, self._size = texts, code in SPACELESS, size
        self._known: dict[int, frozenset[int]] = {}

    def shingles(self, number: int) -> frozenset[int]:
        if number not in self._known:
            text = "".join(" " if unicodedata.category(c)[0] in "PSZC" else c for c in self._texts[number].lower())
            words: Sequence[str] = "".join(text.split()) if self._spaceless else text.split()
            grams = zip(*(words[n:] for n in range(self._size)), strict=False)
            self._known[number] = frozenset(map(hash, grams))
        return self._known[number]

    def containment(self, one: int, other: int) -> float:
        """How much of one is in the other."""
        left, right = self.shingles(one), self.shingles(other)
        return len(left & right) / max(len(left), 1)

    def jaccard(self, one: int, other: int) -> float:
        left, right = self.shingles(one), self.shingles(other)
        return len(left & right) / max(len(left | right), 1)


def edited(body: str, writer: Writer, rng: np.random.Generator) -> str:
    """A copy, edited a little or much."""
    lines = body.split("\n")
    joint = writer.language.joint
    ways = rng.random(6) < (0.7, 0.35, 0.35, 0.3, 0.3, 0.3)
    if ways[1] and len(lines) > 4:  # a paragraph left out
        del lines[int(rng.integers(0, len(lines)))]
    if ways[2]:  # or added
        added = " ".join(writer.words(rng, 30)) if joint else "".join(writer.words(rng, 20))
        lines.insert(int(rng.integers(0, len(lines) + 1)), added)
    if ways[3]:  # lines change places
        for _ in range(int(rng.integers(1, 4))):
            lines.append(lines.pop(int(rng.integers(0, len(lines)))))
    if ways[0] or not ways.any():
        rate = rng.choice([0.003, 0.01, 0.03, 0.06, 0.12])
        lines = [_with_words_changed(line, writer, rate, rng) for line in lines]
    text = "\n".join(lines)
    if ways[4]:
        text = text.translate(STRAIGHT)
    return text.replace("\n", "\n\n") if ways[5] else text


def _with_words_changed(line: str, writer: Writer, rate: float, rng: np.random.Generator) -> str:
    spaced = bool(writer.language.joint)
    units: list[str] = line.split(" ") if spaced else list(line)
    chance = rng.random(len(units))
    for at in np.flatnonzero(chance < rate)[::-1].tolist():
        way = int(rng.integers(0, 3))
        new = writer.words(rng, 1)[0]
        units[at : at + (way != 0)] = [] if way == 1 else [new]
    return (" " if spaced else "").join(units)


def bodies_of(writer: Writer, rng: np.random.Generator, count: int) -> list[str]:
    """Bodies, a third of them of few lines."""
    bodies = []
    for number, text in enumerate(writer.articles(rng, count)):
        lines = text.split("\n")[2:]
        bodies.append("\n".join(lines[: int(rng.integers(2, 7))] if number % 3 == 0 else lines))
    return bodies


def signed(texts: Iterable[str]) -> tuple[Signatures, float]:
    """Signatures in blocks, and the CPU time in seconds."""
    series = pl.Series(list(texts), dtype=pl.String)
    begin = time.process_time()
    whole = concat([signatures(series.slice(first, BLOCK)) for first in range(0, len(series), BLOCK)])
    return whole, time.process_time() - begin


def told(texts: Sequence[str], *, one_site: bool) -> dict[tuple[int, int], str]:
    """What the rule would tell: (article, other) to how it was found. one_site: whether all are of one."""
    signatures_, _ = signed(texts)
    sites = np.arange(len(texts), dtype=np.uint64)
    twins, held = overlaps(signatures_, sites * (not one_site))
    pairs = dict.fromkeys(zip(twins.article.tolist(), twins.first.tolist(), strict=True), "near")
    return pairs | dict.fromkeys(zip(held.article.tolist(), held.within.tolist(), strict=True), "contained")


class Row(NamedTuple):
    """found, pairs: by bin of the exact similarity. lowest: exact similarity of what was returned."""

    found: list[int]
    pairs: list[int]
    returned: int
    false: int
    lowest: float


def compare(originals: Sequence[str], copies: Sequence[str], code: str, size: int) -> Row:
    texts = [*originals, *copies]
    signatures_, _ = signed(texts)
    twins = near_duplicates(signatures_)
    exact = Exact(texts, code, size)
    count = len(originals)
    got = set(zip(twins.article.tolist(), twins.first.tolist(), strict=True))
    found, pairs = [0] * (len(BINS) + 1), [0] * (len(BINS) + 1)
    for n in range(count):
        if signatures_.size[n] and signatures_.size[n + count]:
            similar = exact.jaccard(n, n + count)
            place = next((b for b, low in enumerate(BINS) if similar >= low), len(BINS))
            pairs[place] += 1
            found[place] += (n + count, n) in got
    similar_got = [exact.jaccard(a, b) for a, b in got]
    return Row(found, pairs, len(got), sum(j < 0.5 for j in similar_got), min(similar_got, default=1.0))


def a_part(body: str, writer: Writer, rng: np.random.Generator) -> str:
    """A shorter version: consecutive lines, three in ten times not from the beginning."""
    lines = body.split("\n")
    count = max(2, int(len(lines) * rng.uniform(0.3, 0.9)))
    begin = 0 if rng.random() < 0.7 else int(rng.integers(0, len(lines) - count + 1)) if len(lines) > count else 0
    rate = float(rng.choice([0, 0.003, 0.01, 0.03, 0.06]))
    return "\n".join(_with_words_changed(line, writer, rate, rng) for line in lines[begin : begin + count])


def compare_parts(wholes: Sequence[str], parts: Sequence[str], code: str) -> tuple[Row, float, float]:
    """Also the share of the parts that can be judged, and the CPU time of the whole search in µs an article."""
    texts = [*wholes, *parts]
    signatures_, _ = signed(texts)
    begin = time.process_time()
    overlaps(signatures_, np.arange(len(texts), dtype=np.uint64))
    spent = (time.process_time() - begin) / len(texts) * 1e6
    exact = Exact(texts, code, 5 if code in SPACELESS else 3)
    got = told(texts, one_site=False)
    found, pairs = [0] * (len(PART_BINS) + 1), [0] * (len(PART_BINS) + 1)
    judged = signatures_.sampled[len(wholes) :] >= MIN_SAMPLE
    for n in np.flatnonzero(judged).tolist():
        part = n + len(wholes)
        if signatures_.sampled[part] <= signatures_.sampled[n]:
            held_by = exact.containment(part, n)
            place = next((b for b, low in enumerate(PART_BINS) if held_by >= low), len(PART_BINS))
            pairs[place] += 1
            found[place] += (part, n) in got
    how_much = [exact.containment(a, b) for a, b in got]
    row = Row(found, pairs, len(got), sum(c < 0.5 for c in how_much), min(how_much, default=1.0))
    return row, float(judged.mean()), spent


def boilerplate(writer: Writer, rng: np.random.Generator, count: int) -> list[str]:
    """Unrelated articles of one source: 200 words of furniture around bodies of half the usual length."""
    header, *footer = ["\n".join(text.split("\n")[:5]) for text in writer.articles(rng, 3)]
    texts = []
    for text in writer.articles(rng, count):
        lines = text.split("\n")[2:]
        texts.append("\n".join([header, *lines[: max(len(lines) // 2, 3)], *footer]))
    return texts


def forms(writer: Writer, rng: np.random.Generator, count: int, fields: int) -> list[str]:
    """One text of 120 words, in which every so-many-th is a name or a number of the day."""
    joint = writer.language.joint
    template = writer.words(rng, 120)
    texts = []
    for _ in range(count):
        words = list(template)
        for at in range(fields // 2, len(words), fields):
            words[at] = str(rng.integers(0, 40)) if rng.random() < 0.6 else writer.words(rng, 1)[0]
        texts.append((joint or "").join(words) + ".")
    return texts


def million() -> None:
    """Time and memory of the search at growing size, over signatures that are drawn and not made of text.

    One article in ten is a copy. Of 32 sampled shingles a fifth are common phrases, and a fifth stand in a third of the
    articles of their site.
    """
    rng = np.random.default_rng(3)
    print("| articles | µs CPU / article | near | contained | peak memory, GB |\n|---|---|---|---|---|")
    for count in (50_000, 200_000, 1_000_000):
        minhash = rng.integers(0, 256, (count, SLOTS), dtype=np.uint8)
        sample = rng.integers(0, 2**32, (count, 32), dtype=np.uint32)
        site = rng.zipf(1.5, count).clip(max=300).astype(np.uint64)
        sample[:, :6] = rng.zipf(1.2, (count, 6)).clip(max=100_000)
        footed = rng.random(count) < 0.3
        sample[footed, 6:12] = site[footed, None] * 1_000 + 200_000 + np.arange(6, dtype=np.uint64)
        source, copy = rng.integers(0, count, (2, count // 10))
        for columns, rate in ((minhash, 0.85), (sample, 0.93)):
            for column in range(columns.shape[1]):
                kept = rng.random(len(copy)) < rate
                columns[copy[kept], column] = columns[source[kept], column]
        sample *= np.uint32(0x9E3779B1)
        sample.sort(axis=1)
        of_each = np.full(count, 32, np.uint32)
        made = Signatures(minhash, of_each * 16, np.zeros(count, np.uint8), sample.reshape(-1), of_each)
        begin = time.process_time()
        twins, held = overlaps(made, site)
        spent = (time.process_time() - begin) / count * 1e6
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"| {count:,} | {spent:.1f} | {len(twins):,} | {len(held):,} | {peak:.2f} |", flush=True)


def speed_of(series: pl.Series) -> float:
    """CPU time in µs for 3.7 KB, the least of several runs in blocks."""
    size = int(series.str.len_bytes().sum())
    return min(signed(series)[1] for _ in range(9)) / size * 3_700 * 1e6


def cells(row: Row) -> str:
    bins = " | ".join(f"{found}/{pairs}" for found, pairs in zip(row.found, row.pairs, strict=True))
    return f"{bins} | {row.returned} | {row.false} | {row.lowest:.3f}"


def header(*columns: str) -> str:
    return f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--pairs", type=int, default=3_000, help="of each language")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--million", action="store_true", help="measures only the search, up to a million signatures")
    options = parser.parse_args()
    if options.million:
        million()
        return
    mixed: list[str] = []
    parts_table = []
    print("Pairs found / pairs, by exact similarity; told of one source; of forms told as near duplicates\n")
    bins = ("≥ 0.9", "0.8–0.9", "0.7–0.8", "0.5–0.7", "< 0.5", "returned", "false", "lowest")
    print(header("", "µs / 3.7 KB", "bytes", *bins, "one source", "forms"))
    for code, language in LANGUAGES.items():
        writer, rng = Writer(code, options.seed), np.random.default_rng([options.seed, ord(code[0]), ord(code[1])])
        originals = bodies_of(writer, rng, options.pairs)
        copies = [edited(body, writer, rng) for body in originals]
        rows = [(size, compare(originals, copies, code, size)) for size in N_GRAMS.get(code, (3,))]
        whole = ["\n".join(text.split("\n")[2:]) for text in writer.articles(rng, BLOCK)]
        mixed += whole[: round(BLOCK * language.weight)]
        signatures_, _ = signed(whole)
        kept = sum(getattr(signatures_, column.name).nbytes for column in fields(Signatures)) / len(whole)
        source = len(told(boilerplate(writer, rng, BLOCK), one_site=True))
        form = [
            sum(way == "near" for way in told(forms(writer, rng, 500, every), one_site=True).values())
            for every in (6, 12, 20)
        ]
        speed = speed_of(pl.Series(whole))
        for size, row in rows:
            name = code if code not in SPACELESS else f"{code}, {size}-grams"
            print(
                f"| {name} | {speed:.1f} | {kept:.0f} | {cells(row)} | {source}/{BLOCK} | {form} of 500 |", flush=True
            )
        parts = [a_part(body, writer, rng) for body in whole]
        of_parts, judged, spent = compare_parts(whole, parts, code)
        parts_table.append(f"| {code} | {spent:.1f} | {judged:.2f} | {cells(of_parts)} |")
    rng.shuffle(mixed)
    print(f"| mixed as in PERFORMANCE.md | {speed_of(pl.Series(mixed)):.1f} |")
    print("\nParts found / parts, by exact containment\n")
    bins = ("≥ 0.95", "0.9–0.95", "0.8–0.9", "0.6–0.8", "< 0.6", "returned", "false", "lowest")
    print(header("", "µs / article", "judged", *bins))
    print("\n".join(parts_table))


if __name__ == "__main__":
    main()
