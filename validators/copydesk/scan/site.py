"""Whether a text names the site that an article comes from."""

import unicodedata
from enum import IntEnum
from functools import lru_cache

from copydesk.text import CJK_PATTERN
from copydesk.urls import site_label, site_of

MAX_WORDS = 5
"""Words; a longer text says more than a name."""

MIN_LABEL_CHARS = 4
"""From this length on a name within a longer one is told: `mirror` in "Mirror Online", but not `sn` in "SN wins"."""

SEPARATORS = r"\s*[|｜ㅣ¦»›•]\s*|\s+-{1,3}\s+|\s+[–—:·~/]{1,2}\s+|-\s+|_+"
CJK_SEPARATORS = r"\s*[|｜ㅣ¦»›•_:：·–—-]\s*"
"""What may stand between a headline and the name of its site: in any script, and among Chinese letters and the like."""

SEPARATED = rf"[|｜ㅣ¦»›•_]|\s[-–—:·]\s|(?:{CJK_PATTERN}|\s)[:：–—-]|[:：–—~/-]\s"
"""What these have in common, for a quick look: only headlines that hold it are kept."""

_ARTICLES = frozenset(["the", "der", "die", "das", "le", "la", "les", "el", "il", "o", "de", "den", "het"])
_NO_WORD = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}


class Naming(IntEnum):
    """How surely a text is the name of a site."""

    NOT = 0
    LIKELY = 1  # the name with something more or less: "Example Online" at example.com
    EXACT = 2  # the name of the source, of the host, or of the site


def naming(text: str, host: str | None, source: str | None) -> Naming:
    """Whether a text is the name of the site. host: of the article's url. source: as the record calls it."""
    if text.count(" ") >= 2 * MAX_WORDS:
        return Naming.NOT
    label, site, names = _names_of(host, source)
    forms = {_compact(text)}
    if not text.isascii() and not _UMLAUTS.keys().isdisjoint(small := text.lower()):
        for umlaut, letters in _UMLAUTS.items():
            small = small.replace(umlaut, letters)
        forms.add(_compact(small))
    # most texts name nothing like a site, which is told at once; initials have as many letters as there are words
    if not any(_are_near(form, names) for form in forms) and text.count(" ") != len(label) - 1:
        return Naming.NOT
    words = text.lower().split()
    if not 0 < len(words) <= MAX_WORDS:
        return Naming.NOT
    if words[0] in _ARTICLES and len(words) > 1:
        forms.add(_compact("".join(words[1:])))
    if not names.isdisjoint(forms):
        return Naming.EXACT
    return Naming.LIKELY if label and any(_is_like(form, words, label, site) for form in forms) else Naming.NOT


def _are_near(form: str, names: frozenset[str]) -> bool:
    return any(name in form or name.startswith(form) for name in names)


def _is_like(form: str, words: list[str], label: str, site: str) -> bool:
    if label in form:
        is_end = form.startswith(label) or form.endswith(label)
        is_word = label in map(_compact, words)
        return (
            (is_end and len(label) >= MIN_LABEL_CHARS)
            or (is_word and (len(words) <= 3 or len(label) > MIN_LABEL_CHARS))
            or form.endswith(site)
        )
    if label.startswith(form):
        return 5 <= len(form) >= 0.6 * len(label)
    return 3 <= len(words) == len(label) and "".join(word[0] for word in words) == label


@lru_cache(1 << 14)
def _names_of(host: str | None, source: str | None) -> tuple[str, str, frozenset[str]]:
    """The label of the site, the site, and all that names them, as `_compact` makes them; empty where unknown."""
    site = site_of(host) if host else ""
    label = _compact(site_label(site))
    names = {label, _compact(site), _compact((host or "").removeprefix("www.")), _compact(source or "")}
    return label, _compact(site), frozenset(names - {""})


def _compact(text: str) -> str:
    """Letters and digits only, small, without accents: how names become parts of a host."""
    if text.isascii():
        return text.encode().lower().translate(None, _NO_WORD).decode()
    text = unicodedata.normalize("NFKD", text).replace("ı", "i")
    return "".join(filter(str.isalnum, text.casefold())) if not text.isalnum() else text.casefold()
