"""What the rule of stray lines is worth on sites that its scorer was not trained on, together with all other rules.

    PYTHONPATH=. python training/limits.py            by the limits of the rule; some two minutes
    PYTHONPATH=. python training/limits.py 0.5 0.6    by each of these instead of its `warn_rate`, and nothing is kept

`training/prose.py` leaves the rates of all lines, each by a scorer that never saw its site, in `out/`. Limits are
chosen by the half of the sites called `tuned`, and judged by the other one.
"""

import json
import os
import sys
from pathlib import Path

import numpy as np

from benchmarks.quality import figures, findings_of
from copydesk.detectors.prose import Prose
from copydesk.rulebook import load_rulebook

ROOT = Path(__file__).resolve().parents[1]
HELD_OUT = ROOT / "out" / "prose_held_out.npz"
FIGURES = Path(__file__).with_name("held_out.json")


def main() -> None:
    data = Path(os.environ.get("COPYDESK_EVAL", ROOT.parent / "shared" / "eval"))
    book = load_rulebook()
    (rule,) = (rule for rule in book.rules if rule.detect == "prose")
    options = Prose(rule, book.vocabulary).options
    others = findings_of(data, without=rule.code)
    asked = [float(limit) for limit in sys.argv[1:]]
    with np.load(HELD_OUT) as stored:
        record, line, dirty, sentence, rate = (stored[n] for n in ("record", "line", "dirty", "sentence", "rate"))
    for limit in asked or [options.warn_rate]:
        limits = np.where(dirty, limit, options.warn_rate_clean) + options.more_for_sentence * sentence
        warned = np.flatnonzero(rate >= limits)
        found = [
            {"record": str(record[at]), "code": rule.code, "field": "body", "line": int(line[at])}
            for at in warned.tolist()
        ]
        measured = {half: figures(data, others + found, half) for half in ("tuned", "untouched", "all")}
        print(f"warn_rate {limit}")
        for name in measured["all"]:
            print(f"  {name:<24} " + "   ".join(f"{half} {values[name]:.3f}" for half, values in measured.items()))
        if not asked:
            FIGURES.write_text(json.dumps(measured, indent=1) + "\n")


if __name__ == "__main__":
    main()
