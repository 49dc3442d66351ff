"""Bylines in brackets before the first words of a body, or behind its last ones."""

import re

MAX_END_CHARS = 80
"""Of either end of a paragraph, in which such a byline stands."""

_INSIDE = r"[^()（）\[\]【】〔〕]{2,50}"
_HEAD = re.compile(
    rf"""(?:
        [^()（）\[\]【】〔〕.。]{{0,24}}   # "本报讯（记者 …）": what the paper calls its news, or place and day
        [(（\[【〔]({_INSIDE})[)）\]】〕]
    )?
    # "(서울=…) … 기자 =": between an agency's brackets and its text
    (?:\s*([가-힣·ㆍ,\s]{{2,30}}?(?:기자|특파원))\s*=)?
    """,
    re.VERBOSE,
)
_TAIL = re.compile(rf"[(（\[【]({_INSIDE})[)）\]】]?\W*$")


def opening(text: str) -> str:
    """What stands before the first words of a paragraph and may be a byline."""
    match = _HEAD.match(text[:MAX_END_CHARS])
    return (match[2] or match[1] or "").strip() if match else ""


def closing(text: str) -> str:
    """What stands in brackets behind the last words of a paragraph."""
    match = _TAIL.search(text[-MAX_END_CHARS:])
    return match[1].strip() if match else ""
