"""Folding, quoting and escaping of scraped text: the one place that decides when two pieces of text are the same."""

import re
import unicodedata

MAX_QUOTE_CHARS = 200
DECORATION = ' \t\r\n-–—•·*►▶|:.…_=~>»«<#"'
INVISIBLE = "\u00ad\u200b\u200e\u200f\u2060\ufeff"
ALIKE = {"'": "’‘ʼ`´", '"': "“”„‟", "i": "İı"}
"""What stands for several characters: straight marks for curly ones, and one letter for the two i of Turkish, whose
capitals no lower-casing tells apart without knowing the language."""

PARTICLES = frozenset(
    ["al", "bin", "binti", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la", "le",
     "ten", "ter", "van", "von", "y", "zu"]
)  # fmt: skip
"""Words that stand in the names of people in small letters."""

DOTTED_I_PATTERN, FINAL_SIGMA = "i\u0307+", "ς"

# The polars expression in scan/lines.py runs these same patterns; a property test holds the two together.
ODD_SPACES = (
    "\t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
ODD_SPACE_PATTERN = f"[{ODD_SPACES}]"
DIGITS_PATTERN = "[0-9]+"

CJK_PATTERN = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
CJK = re.compile(CJK_PATTERN)
"""A letter of Chinese, Japanese or Korean."""

_DIGITS = re.compile(DIGITS_PATTERN)
_DOTTED_I = re.compile(DOTTED_I_PATTERN)
_CLUSTER = re.compile(
    "(?s:.)[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e\u3099\u309a]*"
)
_ODD = re.compile(f"[{INVISIBLE}{''.join(ALIKE.values())}]")
_ONE_FOR_ANOTHER = str.maketrans(
    dict.fromkeys(INVISIBLE, "") | {character: one for one, several in ALIKE.items() for character in several}
)

# C0, C1, zero-width and bidirectional controls, and tags: what a terminal or a reader must never receive raw.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


def fold(text: str) -> str:
    """What is left of a line when spelling does not matter: the form in which phrases and lines are compared.

    Straight apostrophes and quotes, compatibility forms (NFKC), lower case, every run of digits as `0` (as CCNet's
    line hashes do), white space as single spaces, and no decoration at the ends.
    """
    return fold_inside(text).strip(DECORATION)


def fold_inside(text: str) -> str:
    """`fold` with the ends left as they are."""
    # what NFKC would take apart or not compose goes first; a small letter may compose where its capital did not
    if _ODD.search(text):
        text = text.translate(_ONE_FOR_ANOTHER)
    text = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _DOTTED_I.sub("i", text).replace(FINAL_SIGMA, "σ"))
    return _single_spaced(_DIGITS.sub("0", text))


def _single_spaced(text: str) -> str:
    """The text with every run of white space as one space, at its ends, too; `str.split` knows just ODD_SPACES."""
    bare = " ".join(text.split())
    if len(bare) == len(text):
        return bare
    return f"{' ' * text[0].isspace()}{bare}{' ' * text[-1].isspace()}" if bare else " "


def fold_aligned(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The folded text, its ends left as they are, and of each of its characters the span in `text` it came from.

    A letter is folded with the marks that follow it, and on its own otherwise.
    """
    folded: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in _CLUSTER.finditer(text):
        for character in fold_inside(match[0]):
            if folded and character == folded[-1] and character in " 0":  # one run of white space, or of digits
                spans[-1] = (spans[-1][0], match.end())
            else:
                folded.append(character)
                spans.append(match.span())
    return "".join(folded), spans


def quote(text: str, limit: int = MAX_QUOTE_CHARS) -> str:
    """The text on one line and at most `limit` characters, its middle left out where it is longer."""
    if len(text) > 4 * limit:  # bound the work on a line of megabytes before collapsing its white space
        text = f"{text[: 2 * limit]} … {text[-2 * limit :]}"
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    tail = limit // 3
    return f"{text[: limit - tail - 3].rstrip()} … {text[-tail:].lstrip()}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 article`, `2,000 articles`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def visible(text: str) -> str:
    """The text with every control, bidirectional or invisible character written as `\\u{…}`, safe for a terminal."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", text)
