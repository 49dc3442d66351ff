"""Folding, quoting and escaping of scraped text: the one place that decides when two pieces of text are the same."""

import re
import unicodedata

MAX_QUOTE_CHARS = 200
DECORATION = ' \t\r\n-–—•·*►▶|:.…_=~>»«<#"'
INVISIBLE = "\u00ad\u200b\u200e\u200f\u2060\ufeff"
APOSTROPHES = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "‟": '"'}

# The polars expression in scan/lines.py runs these same patterns; a property test holds the two together.
INVISIBLE_PATTERN = f"[{INVISIBLE}]+"
SPACE_PATTERN = "[ \t\r\n\x0b\x0c\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
DIGITS_PATTERN = "[0-9]+"

_INVISIBLE, _SPACE, _DIGITS = (re.compile(p) for p in (INVISIBLE_PATTERN, SPACE_PATTERN, DIGITS_PATTERN))
_APOSTROPHES = str.maketrans(APOSTROPHES)

# C0, C1, zero-width and bidirectional controls, and tags: what a terminal or a reader must never receive raw.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


def fold(text: str) -> str:
    """What is left of a line when spelling does not matter: the form in which phrases and lines are compared.

    Compatibility forms (NFKC), lower case, straight apostrophes and quotes, every run of digits as `0` (as CCNet's
    line hashes do), white space as single spaces, and no decoration at the ends.
    """
    return fold_inside(text).strip(DECORATION)


def fold_inside(text: str) -> str:
    """`fold` with the ends left as they are."""
    text = unicodedata.normalize("NFKC", text).lower().translate(_APOSTROPHES)
    return _SPACE.sub(" ", _DIGITS.sub("0", _INVISIBLE.sub("", text)))


def quote(text: str, limit: int = MAX_QUOTE_CHARS) -> str:
    """The text on one line and at most `limit` characters, its middle left out where it is longer."""
    if len(text) > 4 * limit:  # bound the work on a line of megabytes before collapsing its white space
        text = text[: 2 * limit] + text[-2 * limit :]
    text = _SPACE.sub(" ", text).strip()
    if len(text) <= limit:
        return text
    tail = limit // 3
    return f"{text[: limit - tail - 3]} … {text[-tail:]}"


def visible(text: str) -> str:
    """The text with every control, bidirectional or invisible character written as `\\u{…}`, safe for a terminal."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", text)
