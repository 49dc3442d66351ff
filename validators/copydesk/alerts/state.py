"""Which messages are due: what was told of a source before decides what is told now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from copydesk.history.record import Told


@dataclass(frozen=True)
class Standing:
    """A source in the newest batch. codes: the rules that it breaks, with the batch in which each began (its time and
    name). articles: 0 where it has none."""

    source: str
    codes: Mapping[str, tuple[int, str]]
    articles: int


@dataclass(frozen=True)
class Due:
    """What is new of each source, and what will have been told when that has gone out.

    recovered: as they were told of before, when they began to fail.
    """

    failing: Sequence[Standing]
    worse: Sequence[Standing]
    recovered: Sequence[Told]
    told: Mapping[str, Told]


def due(standings: Sequence[Standing], told: Mapping[str, Told]) -> Due:
    """A source that breaks the rules of which it was told, or some of them, is not told of again.

    It has recovered when it breaks none, in a batch with at least half as many articles of it as the one in which it
    failed: three good articles show nothing.
    """
    failing, worse, recovered = [], [], []
    after = dict(told)
    for standing in standings:
        before = told.get(standing.source)
        if standing.codes:
            at, batch = min(standing.codes.values())
            if before is None:
                failing.append(standing)
                after[standing.source] = Told(standing.source, at, batch, sorted(standing.codes), standing.articles)
            elif standing.codes.keys() - set(before.codes):
                worse.append(standing)
                codes = sorted({*before.codes, *standing.codes})
                after[standing.source] = before._replace(codes=codes, articles=max(before.articles, standing.articles))
        elif before and standing.articles * 2 >= before.articles:
            recovered.append(before)
            del after[standing.source]
    return Due(failing, worse, recovered, after)
