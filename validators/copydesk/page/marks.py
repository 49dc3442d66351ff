"""What an element says of its text by its tag, its classes and other attributes, as short marks."""

import re
from functools import lru_cache

MAX_CLASS_CHARS = 400
"""Of classes, ids and addresses, so much is read."""

AUTHOR_CLASS = re.compile(
    r"by-?line|author|(?<![a-z])autor(?!is|ie|u)|auteur|redacteur|redakteur|verfasser|(?<![a-z])writer|reporter"
    r"|penulis|journalist|(?<![a-z])firma(?:nte|$|[-_ ])|signature|contributor|creator|(?<![a-z])by(?:$|[-_ ])"
    r"|dateline|vcard|(?<![a-z])fn(?:$| )",
)
META_CLASS = re.compile(
    r"(?<![a-z])meta(?![a-z])|meta-?(?:data|info)|info|postmeta|date|published|timestamp|(?<![a-z])time(?![a-z])|datum"
    r"|credit|source|details",
)
ELSEWHERE = re.compile(
    r"comment|kommentar|related|teaser|sidebar|footer|widget|recommend|popular|promo|(?<![a-z])card|reply|respond"
    r"|disqus|trending|most-?read|(?<![a-z])nav|menu|breadcrumb|newsletter|(?<![a-z])ad(?:s|vert\w*)?(?![a-z])|social"
    r"|share|search|login|cookie|consent|carousel|slider|similar|(?<![a-z])more(?![a-z])|copyright|tag-?list",
)
COMMENT_CLASS = re.compile(
    r"(?<![a-z])comment-?(?:author|body|list|item|content|meta|text|user)|(?<![a-z_-])comments?(?![a-z_-])|disqus"
    r"|(?<![a-z])kommentar-?(?:autor|liste?|text)",
)
"""Of what readers wrote below; blogs call all of an article `comments-open`."""

PHOTO_CLASS = re.compile(r"photo|image|caption|credit|figure|picture|bild|foto|media|gallery|copyright")
BIO_CLASS = re.compile(r"bio(?![a-z])|about-?(?:the-?)?(?:author|autor|me)|author-?(?:box|info|desc|card|profile)")
PROFILE_HREF = re.compile(
    r"/(?:authors?|autor(?:en|es|in)?|auteurs?|profiles?|profil|redaktion|redaktion?s?-?team|team|people|person(?:en)?"
    r"|staff|by|journalists?|journalist\w*|contributors?|contributor|users?|writers?|columnists?|penulis|yazar(?:lar)?"
    r"|firmas?|redacteur|reporter|biography|bio|experts?|creator|member)/|[?&]author(?:_name)?=|mailto:|author",
)

Marks = frozenset[str]

STRONG_MARKS: Marks = frozenset({"class", "rel", "itemprop", "profile"})
"""What speaks for a byline."""


def marks_of(tag: str, attributes: dict[str, str | None]) -> set[str]:
    """Of one element alone."""
    marks = set()
    if tag in _TAG_MARKS:
        marks.add(_TAG_MARKS[tag])
    if tag == "nav":
        marks.add("elsewhere")
    if not attributes:
        return marks
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('data-testid') or ''}"
    if len(named) > 2:
        marks |= _class_marks(named[:MAX_CLASS_CHARS].lower())
    if "author" in (attributes.get("rel") or "").split():
        marks.add("rel")
    if itemprop := attributes.get("itemprop"):
        names = itemprop.lower().split()
        if "author" in names or "creator" in names:
            marks.add("itemprop")
        if "articlebody" in names:
            marks.add("articlebody")
        if "commenttext" in names or "comment" in names:
            marks |= {"comment", "elsewhere"}
        if "datepublished" in names:
            marks.add("time")
    if tag == "a" and is_profile((attributes.get("href") or "")[:MAX_CLASS_CHARS]):
        marks.add("profile")
    return marks


@lru_cache(1 << 14)
def is_profile(address: str) -> bool:
    """Whether an address looks like that of a person's own page on the site."""
    return bool(PROFILE_HREF.search(address.lower()))


@lru_cache(1 << 14)
def _class_marks(named: str) -> Marks:
    """What the class, id and test id of an element say; pages of one site have the same ones."""
    return frozenset(mark for pattern, mark in _CLASS_MARKS if pattern.search(named))


_CLASS_MARKS = (
    (AUTHOR_CLASS, "class"),
    (META_CLASS, "meta"),
    (ELSEWHERE, "elsewhere"),
    (COMMENT_CLASS, "comment"),
    (PHOTO_CLASS, "photo"),
    (BIO_CLASS, "bio"),
)
_TAG_MARKS = {
    "h1": "h1",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "a": "link",
    "li": "item",
    "td": "cell",
    "th": "cell",
    "blockquote": "quote",
    "figure": "photo",
    "figcaption": "photo",
    "nav": "nav",
    "footer": "footer",
    "aside": "aside",
    "header": "header",
    "article": "article",
    "main": "main",
    "time": "time",
    "address": "address",
    "cite": "cite",
    "em": "emphasis",
    "i": "emphasis",
    "b": "strong",
    "strong": "strong",
    "button": "button",
    "form": "form",
}
