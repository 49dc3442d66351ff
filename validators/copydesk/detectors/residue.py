"""`residue`: what the source of a page has and its reader never sees: markup, scripts and data."""

import html
import re
from collections.abc import Iterator, Sequence
from html.entities import html5
from typing import Literal

from pydantic import Field

from copydesk.detectors.detector import Options
from copydesk.detectors.passages import Mark, Passages, widened
from copydesk.scan.block import Block
from copydesk.scan.traces import Passage, TraceName


class ResidueOptions(Options):
    """what: `markup` (tags and entities), `script` (JavaScript, style sheets) or `data` (JSON, templates, escapes)."""

    what: Literal["markup", "script", "data"]
    min_json_keys: int = Field(3, ge=1, description="Keys on one line that make it JSON")
    min_json_chars: int = Field(80, ge=1, description="A shorter piece may be an example in a story")


class Residue(Passages):
    Options = ResidueOptions

    @property
    def traces(self) -> Sequence[TraceName]:
        match self.options.what:
            case "markup":
                return ("entity", "markup")
            case "script":
                return ("script",)
        return ("data", "markdown")

    def marks(self, passages: Sequence[Passage], block: Block) -> Iterator[tuple[Passage, Mark]]:
        if self.options.what == "script":
            yield from _scripts(passages)
            return
        mark_of = _markup if self.options.what == "markup" else self._data
        for passage in passages:
            if mark := mark_of(passage.text):
                yield passage, mark

    def _data(self, text: str) -> Mark | None:
        keys = _spans(_JSON_KEY, text)
        if len(keys) >= self.options.min_json_keys:
            start, end = text.find("{", 0, keys[0][0]), max(text.rfind("}") + 1, keys[-1][1])
            start = start if start >= 0 else keys[0][0]
            long = end - start >= self.options.min_json_chars
            return Mark(start, end, whole=_is_alone(text, start, end)) if long else None
        if _is_code(_MARKDOWN.sub("", _TEMPLATE.sub("", text))):
            return None
        if spans := _spans(_TEMPLATE, text) or _spans(_ESCAPE, text):
            return Mark(spans[0][0], spans[-1][1])
        if spans := _spans(_MARKDOWN, text):
            return Mark(spans[0][0], spans[-1][1], severity="info")
        return None


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


def _is_alone(text: str, start: int, end: int) -> bool:
    return not text[:start].strip() and not text[end:].strip()


def _is_code(text: str) -> bool:
    """Whether as many marks of code stand in the text as no prose has."""
    text = text[:MAX_LOOK_CHARS]
    marks = len(_CODE_MARKS.findall(text))
    return marks >= 4 and marks >= 0.06 * len(text)


MAX_LOOK_CHARS = 2_000
_CODE_MARKS = re.compile(r"[{}();=\[\]$|\\<>]")

# Markup

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_TAG = re.compile(r"<(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<more>(?:\s[^<>]*)?)/?>")
_OTHER_MARKUP = re.compile(r"<!--.*?(?:-->|$)|<!\[CDATA\[|\]\]>|<!DOCTYPE[^<>]*>|<\?(?:xml|php)[^<>]*>", re.IGNORECASE)
_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
_NAMES = _VOID | {
    "a", "abbr", "acronym", "address", "article", "aside", "audio", "b", "big", "blockquote", "body", "button",
    "caption", "center", "cite", "code", "dd", "del", "div", "dl", "dt", "em", "embed", "figcaption", "figure",
    "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "html", "i", "iframe", "ins",
    "label", "li", "link", "main", "mark", "meta", "nav", "noscript", "object", "ol", "option", "p", "path",
    "picture", "pre", "q", "s", "samp", "script", "section", "select", "small", "source", "span", "strike", "strong",
    "style", "sub", "sup", "svg", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "title", "tr", "tt",
    "u", "ul", "var", "video",
}  # fmt: skip


def _markup(text: str) -> Mark | None:
    """Entities can be read for certain; tags are taken out, which may lose what they meant."""
    if _is_code(_ENTITY.sub("", _TAG.sub("", text))):
        return None
    entities = [match.span() for match in _ENTITY.finditer(text) if match[0][1:] in html5 or match[0][1] == "#"]
    tags = [match for match in _TAG.finditer(text) if match["name"].lower() in _NAMES]
    # a tag that is only named in a text about pages has no partner and no attributes
    if not any(tag["slash"] or "=" in tag["more"] or tag["name"].lower() in _VOID for tag in tags):
        tags = []
    markup = [tag.span() for tag in tags] + _spans(_OTHER_MARKUP, text)
    if not entities and not markup:
        return None
    start, end = widened(text, min(entities + markup)[0], max(end for _, end in entities + markup))
    clean = text[start:end]
    if markup:
        clean = _TAG.sub(_without_tag, _OTHER_MARKUP.sub("", clean))
    return Mark(start, end, replace=html.unescape(clean), safe=not markup)


def _without_tag(tag: re.Match[str]) -> str:
    name = tag["name"].lower()
    return " " if name in _VOID else "" if name in _NAMES else tag[0]


# Scripts and style sheets

_SCRIPT = re.compile(
    r"function ?[\w$]{0,60}\(|\}\);|=> ?\{|(?:document|window)\.[a-zA-Z_]|\.push\("
    r"|googletag|adsbygoogle|dataLayer|gtag\(|fbq\("
    r"|@media|!important|\{ ?[a-z-]+ ?: ?[^;{}]{1,80};"
)
_OF_SITES = re.compile(
    r"googletag|adsbygoogle|dataLayer|\bgtag\(|\bfbq\(|__next_f|_taboola|OneSignal|!function ?\(|document\.write\("
    r"|\$\(document\)\.ready|window\._|@media [^{]{0,60}\{|!important"
)
"""What the pages of news sites run, and what no text about programming is likely to show."""


def _scripts(passages: Sequence[Passage]) -> Iterator[tuple[Passage, Mark]]:
    """Code that only sites have makes all code of the article residue; other code may be what the story is about."""
    found = [(passage, span) for passage in passages if (span := _script_span(passage.text))]
    certain = any(_OF_SITES.search(passage.text) for passage, _ in found)
    for passage, (start, end) in found:
        if certain:
            yield passage, Mark(start, end, whole=_is_alone(passage.text, start, end))
        else:
            yield passage, Mark(start, end, severity="info", outcome="review")


def _script_span(text: str) -> tuple[int, int] | None:
    """From the end of the last sentence before the code to the last mark of code."""
    first = _SCRIPT.search(text)
    if first is None:
        return None
    start = 0
    if not _is_code(text[: first.start()]):
        start = max(text.rfind(mark, 0, first.start()) + 1 for mark in (". ", "! ", "? ", "。"))
    end = max(first.end(), *(text.rfind(mark) + 1 for mark in "{};)"))
    return (start, end) if _is_code(text[start:end]) or "!important" in text else None


# Data, templates, Markdown

_JSON_KEY = re.compile(r'"[A-Za-z@_$][\w@$. -]{0,40}"\s{0,3}:\s{0,3}(?=["\[{0-9tfn-])')
_TEMPLATE = re.compile(
    r"(?<![\"'`“‘])(?:\{\{[^{}]{1,80}\}\}|\{%[^{}%]{1,80}%\}|\$\{[A-Za-z_][\w.]{0,60}\}"
    r"|\[\[\s?[A-Za-z_][\w .-]{0,40}\]\]|<%[=-]?\s[^<>%]{1,80}\s-?%>|%[A-Z]+(?:_[A-Z]+)+%"
    r"|(?<![\w%])%(?:s|d|\([a-z_]{1,40}\)s)(?!\w))"
)
_ESCAPE = re.compile(
    r"\\u[0-9a-fA-F]{4}"
    r"|(?<![\\:/])(?:\\r)?\\n(?=\\|\s?[A-Z“«„]|$)"  # a line end before a new sentence, and no path of Windows
    r"|\\\"(?=\w)[^\"\\]{1,300}\\\""
)
_MARKDOWN = re.compile(
    r"(?<![\w*])\*\*[^\s*][^*]{0,200}\*\*(?![\w*])"  # bold
    r"|!?\[[^\[\]]{1,200}\]\((?:https?:)?/[^()\s]{1,500}\)"  # a link or picture
    r"|^#{2,6} (?=\S)"  # a heading
)
