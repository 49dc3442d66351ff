"""Which field of a scraper's records holds what, guessed from what stands in it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any

from copydesk.reading.runs import Record

MAX_RECORDS = 200
MAX_FIELDS = 300

DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./ ]\s?[^\W_]{1,12}[./, ]\s?\d{4}|[^\W\d_]{3,12} \d{1,2}, \d{4}|1\d{9}")
NAME = re.compile(r"[^\W\d_][\w.'’-]*( [^\W\d_][\w.'’-]*){1,4}(( und | and | dan |, | & )[^\W\d_][\w .'’-]{1,60})*")

BODY_CHARS, TITLE_CHARS, NAME_CHARS = 200, (8, 250), (4, 120)
"""Characters: of a body on average at least; of a headline on average; of a name at most and at least."""

MOSTLY = 0.8
"""Share of the values that must be of the kind."""


def guessed(records: Sequence[Record], known: Mapping[str, str]) -> dict[str, str]:
    """Canonical fields that nothing fills, each with the field that by its values may: `title`, `body`, `url`,
    `published`, `authors`. known: what is filled, by which field; none of these is taken twice."""
    values = _values(records[:MAX_RECORDS])
    taken = set(known.values())
    found: dict[str, str] = {}
    for canonical, fits in _FITS.items():
        if canonical in known:
            continue
        scores = {name: score for name, some in values.items() if name not in taken and (score := fits(some))}
        if scores:
            found[canonical] = max(scores, key=lambda name: scores[name])
            taken.add(found[canonical])
    return found


def _values(records: Sequence[Record]) -> dict[str, list[str]]:
    """The texts of each field, nested ones under their dotted names; of a list its first text."""
    values: dict[str, list[str]] = {}
    for record in records:
        for name, value in _flat(record):
            if name in values or len(values) < MAX_FIELDS:
                values.setdefault(name, []).append(value)
    enough = len(records) / 3
    return {name: some for name, some in values.items() if len(some) >= enough}


def _flat(record: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        if isinstance(value, Mapping) and depth < 2:
            yield from _flat(value, f"{prefix}{key}.", depth + 1)
        elif isinstance(value, list) and value and isinstance(value[0], str):
            yield f"{prefix}{key}", value[0].strip()[:5_000]
        elif isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            yield f"{prefix}{key}", str(value).strip()[:5_000]


def _share(values: Iterable[bool]) -> float:
    return fmean(values)


def _distinct(values: Sequence[str]) -> float:
    return len(set(values)) / len(values)


def _url(values: Sequence[str]) -> float:
    fits = _share(value.startswith(("http://", "https://")) and " " not in value for value in values)
    return _distinct(values) if fits >= MOSTLY else 0


def _body(values: Sequence[str]) -> float:
    mean = fmean(map(len, values))
    is_page = _share(value.startswith("<") for value in values) > 0.5
    return mean if mean >= BODY_CHARS and not is_page else 0


def _published(values: Sequence[str]) -> float:
    fits = _share(bool(DATE.match(value)) and len(value) < 60 for value in values)
    return fits if fits >= MOSTLY else 0


def _authors(values: Sequence[str]) -> float:
    least, most = NAME_CHARS
    fits = _share(
        least <= len(value) <= most and bool(NAME.fullmatch(value)) and value != value.lower() for value in values
    )
    # a name comes back; a headline does not
    return fits if fits >= MOSTLY and len(values) >= 5 and _distinct(values) < 0.9 else 0


def _title(values: Sequence[str]) -> float:
    least, most = TITLE_CHARS
    fits = least <= fmean(map(len, values)) <= most and _share(" " in value for value in values) >= MOSTLY
    return _distinct(values) if fits and _distinct(values) > 0.5 else 0


_FITS = {"body": _body, "url": _url, "published": _published, "authors": _authors, "title": _title}
"""In this order: what is easily told first, so that it is not taken for a headline."""
