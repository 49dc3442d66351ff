"""Trained trees as plain arrays, which `copydesk.scan.trees` reads."""

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from catboost import CatBoost


def stored_trees(
    model: CatBoost, names: list[str], depth: int, typical: npt.NDArray[Any] | None = None
) -> dict[str, Any]:
    """The trees as arrays of one shape, with only the signs that they ask for. typical: of each sign."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "trees.json")
        model.save_model(str(file), format="json")
        stored = json.loads(file.read_text())
    sign, border, leaves = [], [], []
    for tree in stored["oblivious_trees"]:
        splits = tree["splits"] or []
        missing = depth - len(splits)  # a tree may be less deep: its further questions are never answered yes
        sign.append([split["float_feature_index"] for split in splits] + [0] * missing)
        border.append([split["border"] for split in splits] + [np.inf] * missing)
        leaves.append(np.resize(tree["leaf_values"], 1 << depth))
    used = sorted({number for row in sign for number in row})
    scale, (bias,) = stored["scale_and_bias"]
    return {
        "names": np.array([names[number] for number in used]),
        "split_sign": np.array([[used.index(number) for number in row] for row in sign], dtype=np.int16),
        "split_border": np.array(border, dtype=np.float32),
        "leaves": (np.array(leaves) * scale).astype(np.float32),
        "bias": np.float32(bias),
        **({} if typical is None else {"typical": typical[used].astype(np.float32)}),
    }
