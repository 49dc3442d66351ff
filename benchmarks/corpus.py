"""A seeded batch of invented articles as scrapers write them, with defects and the truth about them.

    python benchmarks/corpus.py --articles 20000 --seed 7 --out batch.jsonl

writes `batch.jsonl` and `batch.truth.jsonl`. The same seed gives the same bytes for the same rules/vocab and numpy. It
streams: memory does not grow with the batch, and a million articles are 4 GB. A line of the truth is one defect of one
article: `record, code, lines` (from 1 within the body; none for a field or record), `language`, and `twin` and
`jaccard` for duplicates.
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
from defects import NO_TEXT, RATES, Injector, Line, Truth, near_duplicate
from invented import LANGUAGES, Writer

BLOCK = 1_000
SOURCES = 300
SOURCE_ZIPF = 0.8
"""Exponent over the sources: the largest has about 6 % of the articles."""

AUTHORS = 12
"""Authors of a source."""

UNNAMED = 0.15
"""Share of the sources that name no language; copydesk has to find it."""

FOOTED, FOOTER_RATE = 0.02, 0.7
"""Share of the articles that come from sources with a standing line, and how many of theirs have it."""

BLANK_LINES = 0.15
"""Share of the sources that set a blank line between paragraphs."""

STASH = 2_000
"""Earlier bodies that later articles may repeat."""

NEWEST = datetime(2026, 6, 30, 18, tzinfo=UTC)
SPAN_MINUTES = 180 * 24 * 60


class Source(NamedTuple):
    host: str
    name: str
    language: str
    named: bool
    blank_lines: bool
    footer: str | None
    authors: list[str]
    rates: "np.typing.NDArray[np.float64]"


class Original(NamedTuple):
    record: str
    language: str
    body: str
    source: int


class Corpus:
    """A batch to be. scale: multiplies the rates of all defects."""

    def __init__(self, seed: int, scale: float = 1.0) -> None:
        self._seed = seed
        self._writers = {code: Writer(code, seed) for code in LANGUAGES}
        self._injector = Injector(self._writers)
        rng = np.random.default_rng([seed, 0])
        weights = np.arange(1, SOURCES + 1) ** -SOURCE_ZIPF
        self._weights = weights / weights.sum()
        self._sources = self._make_sources(rng, scale)
        self._stash: list[Original] = []

    def _make_sources(self, rng: np.random.Generator, scale: float) -> list[Source]:
        codes = list(LANGUAGES)
        left = np.array([LANGUAGES[code].weight for code in codes])
        # habits: most sources have little of a defect, few have much; the mean over the articles is the rate
        habit = rng.gamma(0.35, 1, (SOURCES, len(RATES))) + 0.05
        habit /= self._weights @ habit
        rates = np.minimum(habit * np.array(list(RATES.values())) * scale, 0.9)
        sources, footed = [], 0.0
        for n in range(SOURCES):
            language = codes[int(np.argmax(left + rng.normal(0, 0.002, len(left))))]  # the largest share still open
            left[codes.index(language)] -= self._weights[n]
            writer = self._writers[language]
            latin = self._writers["id"].words(rng, 60)
            name = next(word for word in latin[::-1] if len(word) > 5 and word.isalpha())
            has_footer = n >= 10 and footed < FOOTED * min(scale, 1)
            footed += self._weights[n] if has_footer else 0
            sources.append(
                Source(
                    host=f"www.{name}{n}.example",
                    name=f"{name.capitalize()} {n}",
                    language=language,
                    named=bool(rng.random() > UNNAMED),
                    blank_lines=bool(rng.random() < BLANK_LINES),
                    footer=writer.headline(rng, 5, 9) if has_footer else None,
                    authors=[writer.name(rng) for _ in range(AUTHORS)],
                    rates=rates[n],
                )
            )
        return sources

    def articles(self, count: int) -> Iterator[tuple[dict[str, Any], list[Truth]]]:
        """Articles and the truth about each."""
        for first in range(0, count, BLOCK):
            block = self._block(first)
            for _ in range(min(BLOCK, count - first)):
                yield next(block)

    def _block(self, first: int) -> Iterator[tuple[dict[str, Any], list[Truth]]]:
        rng = np.random.default_rng([self._seed, 1, first])
        picks = np.searchsorted(np.cumsum(self._weights), rng.random(BLOCK)).clip(max=SOURCES - 1)
        texts: dict[int, str] = {}
        for code, writer in self._writers.items():
            of_code = [n for n in range(BLOCK) if self._sources[picks[n]].language == code]
            if of_code:
                texts |= zip(of_code, writer.articles(rng, len(of_code)), strict=True)
        hit = rng.random((BLOCK, len(RATES))) < np.array([self._sources[pick].rates for pick in picks])
        footed = rng.random(BLOCK) < FOOTER_RATE
        minutes = rng.integers(0, SPAN_MINUTES, BLOCK).tolist()
        author = rng.integers(0, AUTHORS, (BLOCK, 2))
        codes = list(RATES)
        for n in range(BLOCK):
            source = self._sources[picks[n]]
            title, description, body = texts[n].split("\n", 2)
            number = first + n
            record = {
                "id": f"{source.name.replace(' ', '-').lower()}-{number:07d}",
                "url": f"https://{source.host}/{'news' if number % 3 else 'world'}/{number}-{_slug(title, number)}",
                "source": source.name,
                "title": title,
                "authors": [source.authors[a] for a in dict.fromkeys(author[n, : 2 if number % 7 == 0 else 1])],
                "published": (NEWEST - timedelta(minutes=minutes[n])).isoformat(),
                "language": source.language if source.named else None,
                "description": description if number % 4 else None,
                "body": body,
            }
            found = {codes[c] for c in np.flatnonzero(hit[n])}
            footer = source.footer if footed[n] else None
            if found or footer:
                yield record, self._spoil(record, source, found, footer, rng)
            else:
                self._keep(Original(str(record["id"]), source.language, body, int(picks[n])), number)
                if source.blank_lines:
                    record["body"] = body.replace("\n", "\n\n")
                yield record, []

    def _keep(self, original: Original, number: int) -> None:
        """Every tenth clean article may be repeated later."""
        if number % 10 == 0:
            if len(self._stash) < STASH:
                self._stash.append(original)
            else:
                self._stash[number // 10 % STASH] = original

    def _spoil(
        self, record: dict[str, Any], source: Source, codes: set[str], footer: str | None, rng: np.random.Generator
    ) -> list[Truth]:
        """Puts the defects into the record, and says where they are."""
        truth: list[Truth] = []

        def tell(code: str, lines: list[int] | None = None, **more: object) -> None:
            truth.append(
                {"record": record["id"], "code": code, "lines": lines or [], "language": source.language, **more}
            )

        if "TI01" in codes:
            record["title"] = NO_TEXT[int(rng.integers(0, 3))]
            tell("TI01")
        if "BO01" in codes:
            record["body"] = NO_TEXT[int(rng.integers(0, 4))]
            tell("BO01")
            return truth
        first_author = record["authors"][0]
        if "BY01" in codes:
            record["authors"] = [None, [], [""]][int(rng.integers(0, 3))]
        if codes & {"DU05", "DU06"} and (twin := self._twin(source, rng)):
            body, similar = twin.body, 1.0
            if "DU05" not in codes:
                body, similar = near_duplicate(twin.body, self._writers[source.language], rng)
            code = "DU05" if body == twin.body else "DU06"
            record["body"] = body + "\n" * int(rng.integers(0, 2))
            tell(code, twin=twin.record, jaccard=round(similar, 4))
        else:
            codes = codes - {"DU05", "DU06"}
            author = first_author
            lines = self._injector.lines(record["body"], source.language, source.host, codes, footer, author, rng)
            record["body"] = ("\n\n" if source.blank_lines else "\n").join(line.text for line in lines)
            for code, numbers in _places(lines, 2 if source.blank_lines else 1).items():
                tell(code, numbers)
        if "BY01" in codes and not any(row["code"] == "BY09" for row in truth):
            tell("BY01")
        return truth

    def _twin(self, source: Source, rng: np.random.Generator) -> Original | None:
        """An earlier article of the same language, each only once."""
        fitting = [n for n, original in enumerate(self._stash) if original.language == source.language]
        return self._stash.pop(int(rng.choice(fitting))) if fitting else None


def _places(lines: list[Line], step: int) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for n, line in enumerate(lines):
        for code in line.codes:
            places.setdefault(code, []).append(n * step + 1)
    return places


def _slug(title: str, number: int) -> str:
    words = [word for word in title.lower().split() if word.isascii() and word.isalnum()]
    return "-".join(words[:6]) or f"story-{number * 7919 % 100_000}"


def write(articles: int, seed: int, out: Path, scale: float = 1.0) -> None:
    """Writes the batch and, beside it, its truth."""
    with out.open("wb") as records, truth_path(out).open("wb") as truths:
        for record, truth in Corpus(seed, scale).articles(articles):
            records.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
            for row in truth:
                truths.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


def truth_path(batch: Path) -> Path:
    return batch.with_name(f"{batch.name.removesuffix('.jsonl')}.truth.jsonl")


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes a seeded batch of invented articles, and the truth about it.")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--defects", type=float, default=1.0, help="multiplies the rates of all defects")
    parser.add_argument("--out", type=Path, required=True)
    told = parser.parse_args()
    write(told.articles, told.seed, told.out, told.defects)


if __name__ == "__main__":
    main()
