"""What the articles of a source usually have, as rules on single articles ask for it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from copydesk.history.record import source_key
from copydesk.history.statistics import Floats


class Usual(NamedTuple):
    """What the articles of a source usually have: the median and the 95th percentile of their words, and the share of
    them that has an author. NaN where it is not known."""

    words: float
    long_words: float
    authors: float


def usual_of(usual: Mapping[str, Usual], sources: Sequence[str | None], name: str) -> Floats:
    """Of each article what is usual in its source; NaN where that is not known."""
    by_source = {source: getattr(usual.get(source_key(source)), name, np.nan) for source in set(sources)}
    return np.array([by_source[source] for source in sources], dtype=np.float64)
