"""Scraped text on a page: escaped, its invisible characters made visible, its links checked."""

import json
import re
import unicodedata
from datetime import UTC, datetime

from markupsafe import Markup, escape

INVISIBLE_RANGES: tuple[tuple[int, int], ...] = (
    (0x00, 0x08),  # C0 without tab and line feed
    (0x0B, 0x1F),
    (0x7F, 0x9F),  # delete and C1
    (0xAD, 0xAD),  # soft hyphen
    (0x61C, 0x61C),  # Arabic letter mark
    (0x180E, 0x180E),  # Mongolian vowel separator
    (0x200B, 0x200B),  # zero width space; U+200C and U+200D are spelling in Persian, Hindi and emoji, and stay
    (0x200E, 0x200F),  # direction marks
    (0x2028, 0x202E),  # line and paragraph separators, direction embeddings and overrides
    (0x2060, 0x206F),  # word joiner, invisible operators, direction isolates
    (0x3164, 0x3164),  # Hangul filler
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFF9, 0xFFFB),  # interlinear annotation
    (0xFFFE, 0xFFFF),  # noncharacters
    (0xE0000, 0xE007F),  # tags
)
"""Characters that a reader cannot see, or that change how others are seen: first and last of each range."""

MAX_MARKS = 16
"""Combining marks on one letter that are shown: of thousands a browser takes minutes."""

_INVISIBLE = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in INVISIBLE_RANGES) + "]")
_MARK = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f]"
)
_REPLACED = re.compile(rf"{_INVISIBLE.pattern}|(?<={_MARK}{{{MAX_MARKS}}}){_MARK}+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_LINK = re.compile(r"https?://[^\s\"'<>\\^`{|}]{1,2000}", re.IGNORECASE)
_CODE = re.compile(r"`([^`]+)`")


def visible(text: str) -> Markup:
    """The text as HTML, escaped. A boxed name such as U+202E stands for each invisible character, and for marks on one
    letter beyond MAX_MARKS."""
    text = text.replace("\r\n", "\n")
    parts: list[Markup] = []
    at = 0
    for found in _REPLACED.finditer(text):
        parts.append(escape(text[at : found.start()]))
        name = unicodedata.name(found[0][0], "control character").lower()
        parts.append(Markup('<span class="u" title="{}">{}</span>').format(name, _name(found[0])))
        at = found.end()
    parts.append(escape(text[at:]))
    return Markup("").join(parts)


def visible_text(text: str) -> str:
    """The same without markup, for a page's title."""
    return _REPLACED.sub(lambda found: _name(found[0]), text.replace("\r\n", "\n"))


def _name(characters: str) -> str:
    name = f"U+{ord(characters[0]):04X}"
    return name if len(characters) == 1 else f"{name} and {len(characters) - 1:,} more marks"


def prose(text: str) -> Markup:
    """A sentence of a rule as HTML: what stands between backticks becomes code."""
    parts = _CODE.split(text.strip())
    return Markup("").join(
        Markup("<code>{}</code>").format(visible(part)) if i % 2 else visible(part) for i, part in enumerate(parts)
    )


def language_tag(language: str | None) -> str | None:
    """The value of a `lang` attribute, or None where the language is unknown or no language tag."""
    if language is None or language == "und" or not _LANGUAGE.fullmatch(language):
        return None
    return language


def link(url: str | None) -> str | None:
    """The url if a reader may follow it: http or https, with no character that could hide where it leads."""
    if url is None or not _LINK.fullmatch(url) or _INVISIBLE.search(url):
        return None
    return url


def number(count: int) -> str:
    return f"{count:,}"


def percent(part: float, whole: float) -> str:
    """A share in whole percent. What is not none is never written 0%, what is not all never 100%."""
    if whole <= 0:
        return "–"
    if part <= 0:
        return "0%"
    share = 100 * part / whole
    if share < 1:
        return "<1%"
    if share > 99 and part < whole:
        return ">99%"
    return f"{share:.0f}%"


def points(difference: float) -> str:
    """A difference of two shares in percentage points, with its sign."""
    if abs(difference) < 1:
        return "<1 point"
    return f"{difference:+.0f} {'point' if round(abs(difference)) == 1 else 'points'}".replace("-", "−")


def step(part: float, whole: float) -> int:
    """The step of the heat scale, 0 to 10; 0 is none and only none."""
    if whole <= 0 or part <= 0:
        return 0
    return max(1, min(10, round(10 * part / whole)))


def moment(created: str) -> str:
    """`2026-03-01T06:30:00Z` as `1 March 2026, 06:30 UTC`; what is no moment stays as it is."""
    try:
        when = datetime.fromisoformat(created)
    except ValueError:
        return created
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    return f"{when.day} {when:%B %Y}, {when:%H:%M} UTC"


def day(at: float) -> str:
    """Seconds since 1970 as `1 March 2026`, in UTC."""
    when = datetime.fromtimestamp(at, UTC)
    return f"{when.day} {when:%B %Y}"


def pretty_json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True, default=str)
