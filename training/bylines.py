"""Trains what tells a page's authors from its other names, and measures them on sites unknown to them.

    pip install --group training
    PYTHONPATH=. python training/bylines.py      some five minutes

The pages are looked for where `benchmarks/quality.py` looks for them. Each fifth of the sites is judged by what
was trained on the others; those figures go to `byline_held_out.json`. What is shipped is trained on all sites.
"""

import gzip
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from catboost import CatBoost, CatBoostClassifier, sum_models
from scipy.optimize import minimize

from copydesk.page.authors import Candidates
from copydesk.page.candidate import Candidate
from copydesk.page.choice import WEIGHTS, chosen
from copydesk.page.lineup import lineup
from copydesk.page.names import name_finder
from copydesk.page.page import Page
from copydesk.page.scorer import spread, table
from copydesk.page.zones import Known
from copydesk.reading.pages import decoded
from copydesk.rulebook import load_rulebook
from copydesk.scan.grams import Floats
from training.corpus import FOLDS, fold_of
from training.stored import stored_trees

ROOT = Path(__file__).resolve().parents[1]
HELD_OUT = Path(__file__).with_name("byline_held_out.json")

TREES = {"iterations": 400, "depth": 5, "learning_rate": 0.04, "l2_leaf_reg": 8, "border_count": 32, "subsample": 0.7,
         "rsm": 0.25, "bootstrap_type": "Bernoulli", "boosting_type": "Plain"}  # fmt: skip
SEEDS = 3
"""Models that differ by chance alone, of which the mean is taken."""

RIDGE, LINEUP_RIDGE, MIN_SCALE = 5.0, 10.0, 0.1
"""How strongly the weights of the straight line, and of scores beside each other, are held to zero, and the least
spread that a sign is taken to have."""

KNOTS, FARTHEST = 49, 6.0
"""Points of the curve that turns a score into a rate, and the score up to which they reach on either side."""

SAME = 0.6
"""A candidate is right where it shares so much of its words with a name that people wrote down: they often noted a
degree, a role or a place with it."""

LIMITS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.9)


@dataclass
class Labelled:
    """A page with its candidates. right: of each. fast: the authors that the search of the bytes is sure of."""

    record: dict[str, Any]
    candidates: list[Candidate]
    right: list[bool]
    fast: list[str]


def main() -> None:
    data = Path(os.environ.get("COPYDESK_EVAL", ROOT.parent / "shared" / "eval"))
    pages = load(data)
    names = sorted({sign for page in pages for one in page.candidates for sign in one.signs})
    logits: dict[str, npt.NDArray[np.float64]] = {}
    for held in range(FOLDS):
        known = [page for page in pages if fold_of(page.record["host"]) != held]
        model, line = fit(known, names), fit_line(known, names)
        for page in pages:
            if fold_of(page.record["host"]) == held and page.candidates:
                rows = table(page.candidates, names)
                by_trees = model.predict(rows, prediction_type="RawFormulaVal")
                logits[page.record["id"]] = (by_trees + by(spread(rows), line)) / 2
    judged = {
        page.record["id"]: by(lineup(page.candidates, logits[page.record["id"]]), weights)
        for held in range(FOLDS)
        for weights in [fit_lineup([page for page in pages if fold_of(page.record["host"]) != held], logits)]
        for page in pages
        if fold_of(page.record["host"]) == held and page.record["id"] in logits
    }
    knots = calibrated(pages, judged)
    target, line = ROOT / "rules" / WEIGHTS, fit_line(pages, names).astype(np.float32)
    straight = {"line_names": np.array(names), "line_weights": line[:-1], "line_bias": line[-1]}
    straight["lineup_weights"] = fit_lineup(pages, logits).astype(np.float32)
    np.savez_compressed(target, **stored_trees(fit(pages, names), names, int(TREES["depth"])), **straight, **knots)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes")
    sys.path.append(str(data))
    rates = {name: np.interp(values, knots["knot_logits"], knots["knot_rates"]) for name, values in judged.items()}
    figures = {f"from rate {limit}": measured(pages, rates, limit) for limit in LIMITS}
    HELD_OUT.write_text(json.dumps(figures, indent=1) + "\n")
    print(json.dumps(figures, indent=1))


def load(data: Path) -> list[Labelled]:
    with gzip.open(data / "byline.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    vocabulary = load_rulebook().vocabulary
    labelled = []
    for record in records:
        with gzip.open(data / record["html"]) as file:
            text = decoded(file.read())
        page = Page(text, Known(record["title"], record["body"], record["host"], None))
        finder = name_finder(vocabulary, record["lang"])
        found = Candidates(page.declared, page.blocks, page.known, finder).all
        sure = page.declared_byline(finder)
        right = [is_right(one.name, record["gold_authors"]) for one in found]
        labelled.append(Labelled(record, found, right, list(sure.names) if sure else []))
    return labelled


def is_right(name: str, gold: Sequence[str]) -> bool:
    mine = words(name)
    return any(len(mine & theirs) >= SAME * len(mine | theirs) for theirs in map(words, gold) if mine and theirs)


def words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold()))


def lesson(pages: Sequence[Labelled]) -> list[Labelled]:
    """The pages without those of which no candidate is called as their label: one of them may be the author all the
    same."""
    return [page for page in pages if any(page.right) or (page.candidates and not page.record["gold_authors"])]


def taught(pages: Sequence[Labelled], names: Sequence[str]) -> tuple[Floats, npt.NDArray[np.float64]]:
    """The signs of all candidates of the pages to learn from, and which are right."""
    pages = lesson(pages)
    rows = np.concatenate([table(page.candidates, names) for page in pages])
    return rows, np.concatenate([page.right for page in pages]).astype(float)


def fit(pages: Sequence[Labelled], names: Sequence[str]) -> CatBoost:
    rows, right = taught(pages, names)
    quiet = {"verbose": 0, "allow_writing_files": False, "thread_count": 2}
    models = [CatBoostClassifier(**TREES, **quiet, random_seed=seed).fit(rows, right) for seed in range(1, SEEDS + 1)]
    return sum_models(models, weights=[1 / SEEDS] * SEEDS)


def fit_line(pages: Sequence[Labelled], names: Sequence[str]) -> npt.NDArray[np.float64]:
    """The weights of the spread signs, and a bias."""
    rows, right = taught(pages, names)
    return logistic(spread(rows).astype(float), right, RIDGE)


def fit_lineup(pages: Sequence[Labelled], logits: Mapping[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    """The weights of a score beside the others of its page, and a bias. logits: of models that did not see the page."""
    pages = [page for page in lesson(pages) if page.record["id"] in logits]
    columns = np.concatenate([lineup(page.candidates, logits[page.record["id"]]) for page in pages])
    return logistic(columns, np.concatenate([page.right for page in pages]).astype(float), LINEUP_RIDGE)


def logistic(columns: npt.NDArray[np.float64], right: npt.NDArray[np.float64], ridge: float) -> npt.NDArray[np.float64]:
    """A logistic regression: the weights of the columns, and a bias."""
    mean, scale = columns.mean(axis=0), np.maximum(columns.std(axis=0), MIN_SCALE)
    wide = np.c_[(columns - mean) / scale, np.ones(len(columns))]

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        told, held = wide @ weights, np.r_[weights[:-1], 0]
        wrong = 1 / (1 + np.exp(-told)) - right
        value = float(np.sum(np.logaddexp(0, told) - right * told) + ridge * held @ held)
        return value, wide.T @ wrong + 2 * ridge * held

    weights = minimize(loss, np.zeros(wide.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    plain = weights[:-1] / scale
    return np.r_[plain, weights[-1] - plain @ mean]


def by(columns: npt.NDArray[Any], weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The scores of rows by weights and a bias."""
    return columns @ weights[:-1] + weights[-1]


def calibrated(pages: Sequence[Labelled], logits: Mapping[str, npt.NDArray[np.float64]]) -> dict[str, Floats]:
    """Scores, and the share of names of each that are right: a logistic curve through all of them, at KNOTS scores."""
    mine = [page for page in pages if page.record["id"] in logits]
    score = np.concatenate([logits[page.record["id"]] for page in mine])
    right = np.concatenate([page.right for page in mine]).astype(float)

    def loss(curve: npt.NDArray[np.float64]) -> float:
        told = curve[0] * score + curve[1]
        return float(np.sum(np.logaddexp(0, told) - right * told))

    slope, shift = minimize(loss, [1.0, 0.0]).x
    knots = np.linspace(-FARTHEST, FARTHEST, KNOTS)
    return {
        "knot_logits": knots.astype(np.float32),
        "knot_rates": (1 / (1 + np.exp(-slope * knots - shift))).astype(np.float32),
    }


def measured(pages: Sequence[Labelled], rates: Mapping[str, Floats], limit: float) -> dict[str, float]:
    """How the suggestions compare with what people wrote down, as the scorer of the labelled pages counts them."""
    from score import same_authors  # beside the pages

    counts: Counter[str] = Counter()
    for page in pages:
        rate = rates.get(page.record["id"], [])
        authors = chosen(page.candidates, rate) if len(rate) and max(rate) >= limit else []
        got = page.fast or [author.candidate.name for author in authors]
        gold = page.record["gold_authors"]
        counts[same_authors(", ".join(got), gold) if gold else "invented" if got else "quiet"] += 1
    named = sum(n for kind, n in counts.items() if kind not in ("invented", "quiet"))
    told = named - counts["none"]
    return {
        "exact, of pages that name authors": round(counts["exact"] / named, 3),
        "exact, of suggestions on them": round(counts["exact"] / told, 3),
        "not wrong, of suggestions on them": round(1 - counts["wrong"] / told, 3),
        "quiet, of pages that name none": round(counts["quiet"] / (counts["quiet"] + counts["invented"]), 3),
        **dict(sorted(counts.items())),
    }


if __name__ == "__main__":
    main()
