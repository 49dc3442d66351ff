"""Duplicates: articles that repeat one another as groups, and the first two of each side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import polars as pl

from copydesk.fixing.hunks import alike
from copydesk.render.html.findings import KEY, ArticleRef, key_of

MAX_MEMBERS = 12  # articles named in a group


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a group. message: what was found, None of the one that the others repeat."""

    record: str
    source: str | None
    article: ArticleRef | None
    code: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of either body, cut where they part: what both begin with, what differs, what both end with."""

    left: tuple[str, str, str] | None
    right: tuple[str, str, str] | None
    same: bool


@dataclass(frozen=True, slots=True)
class TwinGroup:
    """first: the one that the others repeat. pairs: its lines beside those of the first other; empty without texts."""

    number: int
    first: Member
    others: tuple[Member, ...]
    size: int
    pairs: tuple[Pair, ...]
    cut: bool
    languages: tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Twins:
    groups: tuple[TwinGroup, ...]
    left: int
    articles: int

    def __bool__(self) -> bool:
        return bool(self.groups)


def twins(
    findings: pl.LazyFrame,
    articles: pl.DataFrame,
    refs: Mapping[tuple[Any, ...], ArticleRef],
    *,
    max_groups: int,
    max_lines: int,
) -> Twins:
    """The groups of which the result holds two texts first, each kind the largest first.

    An article that repeats two others is in the group of the first.
    """
    repeats = (
        findings.filter(pl.col("twin").is_not_null())
        .select(*KEY, "twin", "source", "code", "message")
        .unique(KEY, keep="first", maintain_order=True)
        .collect(engine="streaming")
    )
    by_name: dict[str, dict[str, Any]] = {}
    for row in articles.iter_rows(named=True):
        by_name.setdefault(f"{row['file']}:{row['row']}", row)
        by_name.setdefault(row["record"], row)
    held = repeats.join(articles.select(KEY), on=KEY, how="semi", nulls_equal=True)["twin"].unique()
    pairs = [name for name in held if name in by_name]
    sizes = (
        repeats.group_by("twin", maintain_order=True)
        .len()
        .sort(pl.col("twin").is_in(pairs), "len", descending=True, maintain_order=True)
    )
    bodies = {key_of(row): row for row in articles.select(*KEY, "body", "language").iter_rows(named=True)}
    shown = sizes.head(max_groups)
    rows = repeats.filter(pl.col("twin").is_in(shown["twin"].implode()))
    members: dict[str, list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        members.setdefault(row["twin"], []).append(row)
    groups = []
    for number, (name, count) in enumerate(shown.iter_rows(), start=1):
        one, others = by_name.get(name), members[name]
        first = Member(name, one["source"] if one else None, refs.get(key_of(one)) if one else None, None, None)
        other = next((bodies[key_of(row)] for row in others if key_of(row) in bodies), None)
        texts = (one["body"] or "", other["body"] or "") if one and other else ("", "")
        lines = [text.split("\n") for text in texts]
        cut = max(map(len, lines)) > max_lines
        groups.append(
            TwinGroup(
                number,
                first,
                tuple(_member(row, refs) for row in others[:MAX_MEMBERS]),
                count + 1,
                tuple(_pairs(lines[0][:max_lines], lines[1][:max_lines])) if all(texts) else (),
                cut,
                (one["language"] if one else None, other["language"] if other else None),
            )
        )
    return Twins(tuple(groups), len(sizes) - len(shown), len(repeats))


def _member(row: dict[str, Any], refs: Mapping[tuple[Any, ...], ArticleRef]) -> Member:
    return Member(row["record"], row["source"], refs.get(key_of(row)), row["code"], row["message"])


def _pairs(left: list[str], right: list[str]) -> Iterator[Pair]:
    keys = [[" ".join(line.split()) for line in side] for side in (left, right)]
    for kind, a, b, c, d in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        for n in range(max(b - a, d - c)):
            one = left[a + n] if a + n < b else None
            two = right[c + n] if c + n < d else None
            if kind == "equal" or one is None or two is None:
                sides = [None if line is None else (line, "", "") for line in (one, two)]
                yield Pair(sides[0], sides[1], same=kind == "equal")
                continue
            head = alike(one, two)
            tail = alike(one[head:][::-1], two[head:][::-1])
            yield Pair(_cut(one, head, tail), _cut(two, head, tail), same=False)


def _cut(line: str, head: int, tail: int) -> tuple[str, str, str]:
    return line[:head], line[head : len(line) - tail], line[len(line) - tail :]
