"""Near duplicates with datasketch, as its documentation shows it: word 3-grams, 128 permutations, threshold 0.8."""

from collections.abc import Iterable

from datasketch import MinHash, MinHashLSH


def near_duplicates(bodies: Iterable[str]) -> int:
    """How many bodies have an earlier one that is nearly the same."""
    index = MinHashLSH(threshold=0.8, num_perm=128)
    found = 0
    for number, body in enumerate(bodies):
        words = body.split()
        signature = MinHash(num_perm=128)
        signature.update_batch([" ".join(gram).encode() for gram in zip(words, words[1:], words[2:], strict=False)])
        found += bool(index.query(signature))
        index.insert(number, signature)
    return found
