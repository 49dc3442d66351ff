"""Trains the scorer of `prose` on the labelled pages, and measures it (`limits.py`) on sites it was not trained on.

    pip install --group training
    PYTHONPATH=. python training/prose.py      some ten minutes

The pages are looked for where `benchmarks/quality.py` looks for them.
"""

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from catboost import CatBoostClassifier, Pool

from copydesk.detectors.prose import WEIGHTS
from copydesk.scan.grams import Floats
from copydesk.scan.lines import Bools
from training import corpus, limits, wording
from training.corpus import FOLDS, Part
from training.limits import HELD_OUT
from training.stored import stored_trees

ROOT = Path(__file__).resolve().parents[1]

TREES = {"iterations": 150, "depth": 6, "learning_rate": 0.15, "l2_leaf_reg": 20, "border_count": 63}
SAMPLING = {"boosting_type": "Plain", "bootstrap_type": "Bernoulli", "subsample": 0.6, "rsm": 0.5}

SHARE = {"body": 0.35, "p": 1, "article": 1, "strip": 0.15, "lib": 0.6, "gold": 1, "snippets": 1}
"""Of the lines of each group, the share that is trained on: eleven scrapers of a page leave nearly the same lines."""

WEIGHT = {"body": 0.5, "p": 1.5, "article": 1.5, "strip": 0.3, "lib": 1, "gold": 2, "snippets": 1}
"""How much a group counts. Whole pages hold most of the stray lines, and the easy ones."""

OF_SENTENCE, OF_LONG = 2, 0.3
"""How much more a sentence counts, of which few are stray; and the power of the number of lines of its article by which
a line counts less, so that a long one does not outvote many."""

JUDGED = ("body", "p", "article", "lib", "gold")
"""Groups by which rates are calibrated, each as much as the others."""

DOUBTED = (0.1, 0.95)
"""A line called stray that scores below the first on a model that never saw its site, or content above the second, is
taken for a slip of the annotation and not trained on. Narrower limits, as (0.3, 0.8), look better than they are: the
scores that doubt lines of the other folds were trained on the fold that is held out. Without that they gain nothing."""

KNOTS = 40


class Lines:
    """The lines of all parts that the detector would judge, one row each."""

    def __init__(self, parts: list[Part], words: list[Floats]) -> None:
        signs = [part.signs.signs(found) for part, found in zip(parts, words, strict=True)]
        self.names = list(signs[0])
        self.columns = np.concatenate([np.column_stack([mine[name] for name in self.names]) for mine in signs])
        chosen = [(part, part.signs.lines, part.block.lines.article[part.signs.lines]) for part in parts]
        self.label = np.concatenate([part.labels[lines] for part, lines, _ in chosen])
        self.fold = np.concatenate([part.fold[lines] for part, lines, _ in chosen])
        self.group = np.concatenate([part.group[article] for part, _, article in chosen])
        self.sentence = np.concatenate([part.signs.sentence for part in parts])
        self.dirty = np.concatenate([part.signs.dirty[article] for part, _, article in chosen])
        self.number = np.concatenate([part.block.lines.number[lines] for part, lines, _ in chosen])
        self.record = [part.block.columns["id"][n] for part, _, article in chosen for n in article.tolist()]
        _, article, counts = np.unique(self.record, return_inverse=True, return_counts=True)
        self.together: npt.NDArray[np.int64] = counts[article]
        self.stray: Bools = self.label == "s"
        self.known: Bools = np.isin(self.label, ["s", "c"])

    def held_out(self, trained: Bools) -> npt.NDArray[np.float64]:
        """The score of every line by trees that were trained on the chosen lines of other sites."""
        logits = np.zeros(len(self.label))
        for held in range(FOLDS):
            mine = self.fold == held
            logits[mine] = self.fit(trained & ~mine).predict(self.columns[mine], prediction_type="RawFormulaVal")
        return logits

    def fit(self, trained: Bools) -> CatBoostClassifier:
        random = np.random.default_rng(0)
        share, weight = (np.array([table.get(name, 0) for name in self.group]) for table in (SHARE, WEIGHT))
        mine = trained & self.known & (random.random(len(share)) < share)
        weight = weight / np.maximum(share, 0.01) * np.where(self.sentence, OF_SENTENCE, 1) / self.together**OF_LONG
        pool = Pool(self.columns[mine], self.stray[mine], weight=weight[mine] / weight.mean())
        quiet = {"verbose": 0, "allow_writing_files": False, "thread_count": 2, "random_seed": 2}
        return CatBoostClassifier(**TREES, **SAMPLING, **quiet).fit(pool)


def main() -> None:
    data = Path(os.environ.get("COPYDESK_EVAL", ROOT.parent / "shared" / "eval"))
    parts = corpus.load(data)
    words, (grams, gram_bias) = wording.train(parts)
    lines = Lines(parts, words)
    everything = np.ones(len(lines.label), dtype=bool)
    first = 1 / (1 + np.exp(-lines.held_out(everything)))
    trusted = ~(lines.stray & (first < DOUBTED[0])) & ~(~lines.stray & (first > DOUBTED[1]))
    logits = lines.held_out(trusted)
    knots = calibrated(lines, logits)
    usual = lines.columns[np.isin(lines.group, ["gold", "lib"]) & (lines.label == "c")]
    target = ROOT / "rules" / WEIGHTS
    target.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        target,
        **wording.stored(grams, gram_bias),
        **stored_trees(lines.fit(trusted), lines.names, int(TREES["depth"]), np.median(usual, axis=0)),
        **knots,
    )
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes")
    HELD_OUT.parent.mkdir(exist_ok=True)
    rates = np.interp(logits, knots["knot_logits"], knots["knot_rates"])
    np.savez_compressed(
        HELD_OUT,
        record=np.array(lines.record),
        line=lines.number,
        dirty=lines.dirty,
        sentence=lines.sentence,
        rate=rates,
    )
    limits.main()


def calibrated(lines: Lines, logits: npt.NDArray[np.float64]) -> dict[str, Floats]:
    """Scores, and the share of lines of each that are stray: rising, in KNOTS steps that hold equally many lines."""
    mine = lines.known & np.isin(lines.group, JUDGED)
    size = {name: (mine & (lines.group == name)).sum() for name in JUDGED}
    weight = np.array([1 / size[name] for name in lines.group[mine]])
    order = np.argsort(logits[mine])
    score, stray, weight = logits[mine][order], lines.stray[mine][order], weight[order]
    # finer where the scores are high: that is where lines are told
    edges = np.searchsorted(score, np.quantile(score[score > -3], np.linspace(0, 1, KNOTS + 1)))
    steps = [slice(start, stop) for start, stop in pairwise(edges) if stop > start]
    rates = [np.average(stray[step], weights=weight[step]) for step in steps]
    return {
        "knot_logits": np.array([score[step].mean() for step in steps], dtype=np.float32),
        "knot_rates": np.maximum.accumulate(rates).astype(np.float32),
    }


if __name__ == "__main__":
    main()
