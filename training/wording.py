"""How stray the words of a line are: a logistic regression on hashed n-grams of its first characters."""

from typing import Any

import numpy as np
import polars as pl
import scipy.sparse as sparse
from scipy.optimize import minimize

from copydesk.scan.grams import Floats, Texts
from training.corpus import FOLDS, Part

ORDERS, BITS = (2, 4, 6), 17
PENALTY = 0.3
STEPS = 60


def lines(parts: list[Part]) -> pl.DataFrame:
    """Every line that is labelled, once for each site: `head, stray, fold, count, language`."""
    frames = []
    for part in parts:
        labelled = np.isin(part.labels, ["s", "c"]) & ~part.block.lines.blank
        frames.append(
            pl.DataFrame(
                {
                    "head": part.heads,
                    "stray": part.labels == "s",
                    "site": part.sites,
                    "fold": part.fold,
                    "language": pl.Series(part.block.languages, dtype=pl.String).gather(part.block.lines.article),
                }
            ).filter(pl.Series(labelled))
        )
    each = pl.concat(frames).group_by("head", "stray", "site", maintain_order=True)
    return each.agg(pl.col("fold", "language").first(), count=pl.len())


def weights_of(known: pl.DataFrame) -> np.ndarray:
    """Of each line. The rarer label of a language weighs more, lest its words become a sign by themselves."""
    weight = pl.col("count").clip(upper_bound=30).sqrt()
    of_language, of_label = weight.sum().over("language"), weight.sum().over("language", "stray")
    return known.select(weight * (of_language / of_label / 2).sqrt()).to_series().to_numpy()


def matrix(texts: Texts) -> sparse.csr_matrix:
    """(texts, hashes): the n-grams of each text, scaled so that a product with weights is `Texts.score`."""
    owner = np.repeat(np.arange(len(texts)), texts.sizes + 1)
    owner = np.append(owner, len(texts) - 1)
    rows, columns = [], []
    for hashes, whole in texts.grams(ORDERS, BITS):
        rows.append(owner[: len(hashes)][whole])
        columns.append(hashes[whole])
    row, column = np.concatenate(rows), np.concatenate(columns)
    values = np.ones(len(row), dtype=np.float32)
    counted = sparse.csr_matrix((values, (row, column)), shape=(len(texts), 1 << BITS))
    counted.sum_duplicates()
    return (sparse.diags(texts.scale(ORDERS)) @ counted).tocsr()


def fit(grams: sparse.csr_matrix, stray: np.ndarray, weight: np.ndarray) -> tuple[Floats, float]:
    """The weights and the bias."""
    sign, turned = np.where(stray, 1, -1).astype(np.float32), grams.T.tocsr()

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (grams @ point[:-1].astype(np.float32) + point[-1])
        slope = (-sign * weight / (1 + np.exp(margin))).astype(np.float32)
        value = (np.logaddexp(0, -margin) * weight).sum() + PENALTY / 2 * point[:-1] @ point[:-1]
        return value, np.append(turned @ slope + PENALTY * point[:-1], slope.sum()).astype(np.float64)

    found = minimize(loss, np.zeros(grams.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return found.x[:-1].astype(np.float32), float(found.x[-1])


def train(parts: list[Part]) -> tuple[list[Floats], tuple[Floats, float]]:
    """Of each part the wording of its judged lines, by weights that never saw their sites; and the weights of all."""
    known = lines(parts)
    grams = matrix(Texts(known["head"]))
    stray, weight = known["stray"].to_numpy(), weights_of(known)
    fold = known["fold"].to_numpy()
    wording = [np.zeros(len(part.signs.lines), dtype=np.float32) for part in parts]
    for held in range(FOLDS):
        others = fold != held
        weights, bias = fit(grams[others], stray[others], weight[others])
        for part, found in zip(parts, wording, strict=True):
            mine = part.fold[part.signs.lines] == held
            found[mine] = (part.signs.texts.score(weights, ORDERS) + bias)[mine]
    return wording, fit(grams, stray, weight)


def stored(weights: Floats, bias: float) -> dict[str, Any]:
    """What the scorer reads. In eight bits a weight: a sum of some fifty of them hardly changes."""
    scale = np.float32(np.abs(weights).max() / 127)
    return {
        "grams": np.round(weights / scale).astype(np.int8),
        "gram_scale": scale,
        "gram_bias": np.float32(bias),
        "orders": np.array(ORDERS),
    }
