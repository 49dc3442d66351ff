"""Makes the list of given and family names that `copydesk.page.name_words` looks words up in.

    pip install --group training
    PYTHONPATH=. python training/name_words.py

The names are those that Faker (MIT) has for its more than eighty languages and countries.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from faker.providers import person

from copydesk.page.name_words import WORDS, folded_words, hashed

ROOT = Path(__file__).resolve().parents[1]
OTHERS = ("format", "prefix", "suffix")
"""In the names of lists that hold no names."""


def main() -> None:
    target = ROOT / "rules" / WORDS
    kinds = {"given": stored(words("first")), "family": stored(words("last"))}
    np.savez_compressed(target, **kinds)
    counts = ", ".join(f"{len(hashes):,} {kind}" for kind, hashes in kinds.items())
    print(f"{target.relative_to(ROOT)}: {counts} names, {target.stat().st_size:,} bytes")


def words(kind: str) -> Iterator[str]:
    """The words in all lists whose name tells that they hold first, or last, names."""
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for name, entries in vars(provider).items():
            if kind in name and not any(other in name for other in OTHERS) and not callable(entries):
                for entry in entries if isinstance(entries, list | tuple | dict) else ():
                    written = entry[0] if isinstance(entry, tuple) else entry
                    if isinstance(written, str) and "{" not in written:
                        yield from folded_words(written)


def stored(names: Iterator[str]) -> npt.NDArray[np.uint32]:
    """The hashes of the names, each as its distance to the one before."""
    return np.diff(np.unique([hashed(name) for name in names]), prepend=0).astype(np.uint32)


if __name__ == "__main__":
    main()
