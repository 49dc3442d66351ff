"""Whom a page declares as its authors, in JSON-LD and meta elements."""

import re
from collections.abc import Iterator, Mapping

from copydesk.page.declared import Declared, Node, Placed, is_article, types_of

_META_KINDS = {
    "author": "meta author",
    "article:author": "meta article",
    "article:author_name": "meta article",
    "og:article:author": "meta article",
    "og:author": "meta article",
}
_TWITTER = re.compile(r"twitter:(?:label|data)")
_META = re.compile(r"author|creator|(?<![a-z])byl|writer|autor|redakt|parsely-page")
_LABELLED = re.compile(
    r"written|author|verfasst|geschrieben|escrito|écrit|auteur|autor|scritto|geschreven|napisan|yazan|yazar|ditulis"
    r"|penulis|viết|автор|написан|كتب|نوشته|執筆|著者|작성|글쓴이|作者|撰写|撰寫|เขียน|लिखित|forfatter|författare|skrevet|skrivet"
)
"""Labels of a person in `twitter:label1`; the name is in `twitter:data1`."""

_NO_META = re.compile(r"twitter|smartbanner|url|link|email|image|photo|id$|facebook|bio|title")


def declared_authors(declared: Declared) -> Iterator[Placed]:
    """The names that JSON-LD and meta elements give, as they stand there."""
    yield from ld_authors(declared)
    yield from meta_authors(declared)


def ld_authors(declared: Declared) -> Iterator[Placed]:
    """The names that JSON-LD gives."""
    by_id = {node["@id"]: node for node in declared.nodes if isinstance(node.get("@id"), str) and "name" in node}
    for node in declared.nodes:
        kinds = types_of(node)
        for key in ("author", "creator"):
            if key in node:
                kind = "ld article" if any(map(is_article, kinds)) else "ld other"
                where = f"JSON-LD {'/'.join(kinds) or 'object'}.{key}"
                yield from _named(node[key], by_id, kind, where)


def meta_authors(declared: Declared) -> Iterator[Placed]:
    """The names that meta elements give."""
    yield from _labelled(declared)
    for name, content in declared.metas_with(_META):
        if _META.search(name) and not _NO_META.search(name):
            yield Placed(content, _META_KINDS.get(name, "meta more"), declared.selector_of(name))


def _labelled(declared: Declared) -> Iterator[Placed]:
    metas = dict(declared.metas_with(_TWITTER))
    for name, label in metas.items():
        if name.startswith("twitter:label") and _LABELLED.search(label.lower()):
            at = name.replace("label", "data")
            if at in metas:
                yield Placed(metas[at], "meta label", declared.selector_of(at))


def _named(value: object, by_id: Mapping[str, Node], kind: str, where: str) -> Iterator[Placed]:
    several = value if isinstance(value, list) else [value]
    for number, one in enumerate(several[:20]):
        place = f"{where}[{number}]" if len(several) > 1 else where
        if isinstance(one, str):
            yield Placed(one, kind, place)
        elif isinstance(one, dict):
            if "name" not in one and isinstance(one.get("@id"), str):
                one = by_id.get(one["@id"], one)
            names = one.get("name")
            for name in names if isinstance(names, list) else [names]:
                if isinstance(name, str):
                    yield Placed(name, kind, f"{place}.name", "/".join(types_of(one)))
