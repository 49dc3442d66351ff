"""What a page declares for machines: JSON-LD, meta elements and links, found by a bounded search without a parse."""

import html
import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

import orjson

MAX_CHARS = 4_000_000
"""Of a longer page only the start is looked at."""

MAX_SCRIPTS, MAX_SCRIPT_CHARS = 40, 600_000
MAX_TAGS, MAX_TAG_CHARS = 2_000, 4_000
MAX_NODES = 20_000
"""Bounds on JSON-LD scripts of a page, on elements of one kind and their size, and on objects in its JSON-LD."""

_TAGS = {tag: re.compile(rf"<{tag}\s", re.IGNORECASE) for tag in ("meta", "link", "html", "body", "form")}
_TITLE = re.compile(r"<title(?:\s[^>]{0,200})?>([^<]{1,1000})", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"""(?:[^>"']|"[^"]*"|'[^']*')*+""")
_ATTRIBUTE = re.compile(r"""([\w:.-]{1,60})\s{0,10}=\s{0,10}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_LOOSE_COMMA = re.compile(r",(\s{0,50}[}\]])")

Node = dict[str, Any]


class Placed(NamedTuple):
    """A text that the page declares, and where: `JSON-LD NewsArticle.author.name`, `meta[name="author"]`.

    kind: of the markup; type: of the JSON-LD object that it names.
    """

    text: str
    kind: str
    where: str
    type: str = ""


class Declared:
    """The machine-readable part of a page."""

    def __init__(self, page: str) -> None:
        self.page = page[:MAX_CHARS]
        self._selectors: dict[str, str] = {}

    @cached_property
    def nodes(self) -> list[Node]:
        """The objects of the page's JSON-LD, those inside others too."""
        nodes: list[Node] = []
        waiting = list(reversed(list(self._documents())))
        while waiting and len(nodes) < MAX_NODES:
            value = waiting.pop()
            if isinstance(value, dict):
                nodes.append(value)
                waiting += reversed(list(value.values()))
            elif isinstance(value, list):
                waiting += reversed(value)
        return nodes

    @cached_property
    def articles(self) -> list[Node]:
        """The JSON-LD objects that are an article, without those that only point to another page's."""
        return [node for node in self.nodes if any(is_article(name) for name in types_of(node))]

    @cached_property
    def metas(self) -> list[tuple[str, str]]:
        """The meta elements: the name, property or itemprop in small letters, and the content, none of them empty."""
        return self.metas_with(None)

    def metas_with(self, pattern: "re.Pattern[str] | None") -> list[tuple[str, str]]:
        """The meta elements in whose source, in small letters, the pattern is found."""
        found = []
        for attributes in self.attributes_of("meta", pattern):
            key = next((key for key in ("name", "property", "itemprop") if attributes.get(key)), None)
            if key and (content := attributes.get("content", "").strip()):
                name = attributes[key].strip().lower()
                self._selectors.setdefault(name, f'meta[{key}="{attributes[key]}"]')
                found.append((name, content))
        return found

    def selector_of(self, name: str) -> str:
        """What selects, on the page, the meta element that was found under a name: as the page writes it."""
        return self._selectors[name]

    def meta(self, *names: str) -> str | None:
        """The content of the first meta element of one of these names, in the order of the names."""
        known = self._first_metas
        return next((known[name] for name in names if name in known), None)

    @cached_property
    def _first_metas(self) -> dict[str, str]:
        return dict(reversed(self.metas))

    @cached_property
    def canonical(self) -> str | None:
        """The address that the page gives as its own, by `link[rel=canonical]`."""
        links = self.attributes_of("link")
        return next((link["href"] for link in links if "canonical" in link.get("rel", "") and link.get("href")), None)

    @cached_property
    def title(self) -> str | None:
        """The text of its first `title` element."""
        found = _TITLE.search(self.page)
        return " ".join(html.unescape(found[1]).split()) or None if found else None

    @cached_property
    def site_names(self) -> list[str]:
        """How the page calls its site and publisher."""
        wanted = {"og:site_name", "application-name", "publisher", "dc.publisher", "al:ios:app_name", "twitter:site"}
        names = [content for name, content in self.metas if name in wanted]
        for node in self.nodes:
            owner = node.get("publisher")
            if isinstance(owner, dict) and isinstance(owner.get("name"), str):
                names.append(owner["name"])
            if isinstance(node.get("name"), str) and any(is_organisation(kind) for kind in types_of(node)):
                names.append(node["name"])
        return list(dict.fromkeys(html.unescape(name) for name in names if name))

    def ld_text(self, key: str) -> Iterator[Placed]:
        """The texts that articles of the JSON-LD have under a key."""
        for node in self.articles:
            value = node.get(key)
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str) and text.strip():
                    yield Placed(text, "ld_article", f"JSON-LD {'/'.join(types_of(node))}.{key}")

    def _documents(self) -> Iterator[Any]:
        page, stop = self.page, 0
        for _ in range(MAX_SCRIPTS):
            start = page.find("ld+json", stop)
            stop = page.find("</script", start)
            if start < 0 or stop < 0:
                return
            start = page.find(">", start, stop) + 1
            if start and "<script" in page[max(start - MAX_TAG_CHARS, 0) : start]:
                document = _json(page[start : min(stop, start + MAX_SCRIPT_CHARS)])
                if document is not None:
                    yield document

    def attributes_of(self, tag: str, pattern: "re.Pattern[str] | None" = None) -> Iterator[dict[str, str]]:
        """Those of each element of a kind in `_TAGS`, or only where the pattern is found in them, in small letters."""
        for count, match in enumerate(_TAGS[tag].finditer(self.page)):
            if count >= MAX_TAGS:
                return
            text = _ATTRIBUTES.match(self.page, match.end(), match.end() + MAX_TAG_CHARS)
            if pattern is not None and not (text and pattern.search(text[0].lower())):
                continue
            yield {
                name.lower(): html.unescape(double or single or bare)
                for name, double, single, bare in _ATTRIBUTE.findall(text[0] if text else "")
            }


def types_of(node: Node) -> list[str]:
    """The `@type` of a JSON-LD object, as a list."""
    kinds = node.get("@type")
    return [str(kind).rsplit("/", 1)[-1] for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind]


def is_article(kind: str) -> bool:
    return kind.endswith(("Article", "Posting", "Report", "Reportage"))


def is_organisation(kind: str) -> bool:
    return kind.endswith(("Organization", "Organisation", "Corporation", "WebSite", "LocalBusiness"))


def _json(text: str) -> Any:
    """The document of a script; None where it holds none, even without what templates leave around and in it."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    begins = [at for at in (text.find("{"), text.find("[")) if at >= 0]
    if not begins:
        return None
    text = text[min(begins) : max(text.rfind("}"), text.rfind("]")) + 1]
    try:
        return json.loads(_LOOSE_COMMA.sub(r"\1", text), strict=False)
    except (ValueError, RecursionError):
        return None
