"""Robust statistics of a source's past: medians and ranks, which a few bad batches do not move, and Wilson intervals.

Matrices have a row a source and a column a batch; NaN stands for what is not known.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

MIDDLE, OUTER = 0.6745, 1.2816
"""Standard deviations within which half, and four fifths, of values lie that are normally distributed."""

FITTED = 1.15
"""What a next value strays more than those that the median of eight was taken from."""


def quantile(values: Floats, share: float) -> Floats:
    """Of each row the value below or at which that share of the known ones lie; NaN where none is known.

    Between two values it is the one that is further from the middle, so that few values give wide bounds.
    """
    ranked = np.sort(values, axis=1)  # NaN last
    known = (~np.isnan(values)).sum(axis=1)
    place = share * np.maximum(known - 1, 0)
    # 0.9 of 10 is no exact number
    rank = np.floor(place + 1e-9) if share < 0.5 else np.ceil(place - 1e-9)
    return np.where(known > 0, _at(ranked, rank), np.nan)


def median(values: Floats) -> Floats:
    """Of each row; NaN where nothing is known."""
    ranked = np.sort(values, axis=1)
    known = (~np.isnan(values)).sum(axis=1)
    middle = np.maximum(known - 1, 0) / 2
    both = (_at(ranked, np.floor(middle)) + _at(ranked, np.ceil(middle))) / 2
    return np.where(known > 0, both, np.nan)


def scatter(residuals: Floats) -> Floats:
    """Of each row the standard deviation around 0, as the ranks tell it: the larger of what the middle and the outer
    ones say, since days that are off lie further out than chance puts them. A fifth of them may be broken."""
    sizes = np.abs(residuals)
    return FITTED * np.fmax(median(sizes) / MIDDLE, quantile(sizes, 0.8) / OUTER)


def wilson(hits: Any, of: Any, z: float) -> tuple[Floats, Floats]:
    """The bounds of Wilson's interval of a share; z: half its width, in standard deviations. NaN of none."""
    hits, of = np.asarray(hits, dtype=np.float64), np.asarray(of, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = hits / of
        middle = share + z * z / (2 * of)
        half = z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
        return (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)


def angle(hits: Floats, of: Floats) -> Floats:
    """The arcsine of the root of a share: its spread hardly depends on the share, so that none of forty is
    as far from a half as all are. With the correction of Anscombe (Biometrika 35, 1948). NaN of none."""
    return np.where(of > 0, np.arcsin(np.sqrt(np.clip((hits + 0.375) / (of + 0.75), 0, 1))), np.nan)


def angle_noise(of: Floats) -> Floats:
    """The standard deviation that chance gives to an `angle` of so many."""
    return 0.5 / np.sqrt(of + 0.5)


def _at(ranked: Floats, rank: Floats) -> Floats:
    return np.take_along_axis(ranked, rank.astype(np.int64)[:, None], axis=1)[:, 0]
