"""What a page says of itself that a record seldom keeps: its dates, its address, what kind of page it is, whether it
must be paid for, and whether its use is reserved."""

import re
from typing import NamedTuple

from copydesk.page.declared import Declared, Node, is_article, types_of


class Told(NamedTuple):
    """A value and the place on the page that has it."""

    value: str
    where: str

    def __str__(self) -> str:
        return f"{self.where}: {self.value}"


_PUBLISHED = ("article:published_time", "datepublished", "article.published", "og:article:published_time",
              "parsely-pub-date", "sailthru.date", "dcterms.created", "dc.date.issued", "date.publish")  # fmt: skip
_MODIFIED = ("article:modified_time", "datemodified", "og:updated_time", "dcterms.modified")
_NOT_FREE = frozenset({"false", "no", "0"})
_RESERVED = frozenset({"noai", "noimageai", "notrain"})
_CHALLENGES = {
    "_Incapsula_Resource": "a script of a bot check",
    "challenges.cloudflare.com": "a script of a bot check",
    "cf-browser-verification": "a script of a bot check",
    "/cdn-cgi/challenge-platform": "a script of a bot check",
    "px-captcha": "a captcha",
    "captcha-delivery.com": "a captcha",
    "_pxCaptcha": "a captcha",
}
_ERROR_STATUS = re.compile(r"[45][0-9]{2}")
_ERROR_NAMES = frozenset(
    {"error404", "error-404", "error_404", "page-404", "page404", "is-404", "http-404", "status-404", "error-page",
     "errorpage", "page-error", "not-found", "notfound", "page-not-found", "template-404", "error500", "error-500"}
)  # fmt: skip
"""Classes and ids of the outermost elements: WordPress and Drupal give the first two. On 900 labelled pages of articles
there is none."""

_LISTS = frozenset({"CollectionPage", "SearchResultsPage"})
_MEDIA = frozenset({"VideoObject", "ImageGallery", "PodcastEpisode", "AudioObject", "MediaGallery"})


def published(declared: Declared) -> Told | None:
    """The date of publication that the page declares."""
    return _date(declared, "datePublished", _PUBLISHED)


def modified(declared: Declared) -> Told | None:
    """The date of the last change that the page declares."""
    return _date(declared, "dateModified", _MODIFIED)


def _date(declared: Declared, key: str, names: tuple[str, ...]) -> Told | None:
    for placed in declared.ld_text(key):
        return Told(placed.text, placed.where)
    return _meta(declared, *names)


def _meta(declared: Declared, *names: str) -> Told | None:
    for name in names:
        if content := declared.meta(name):
            return Told(content, declared.selector_of(name))
    return None


def address(declared: Declared) -> Told | None:
    """The address that the page gives as its own."""
    if declared.canonical:
        return Told(declared.canonical, "link[rel=canonical]")
    return _meta(declared, "og:url")


def site_name(declared: Declared) -> Told | None:
    return _meta(declared, "og:site_name")


def paid(declared: Declared) -> Told | None:
    """That the article is not free to read."""
    for node in declared.articles:
        free = node.get("isAccessibleForFree")
        if str(free).strip().lower() in _NOT_FREE:
            return Told(str(free), f"JSON-LD {_name(node)}.isAccessibleForFree")
    tier = _meta(declared, "article:content_tier")
    return tier if tier and tier.value.lower() in ("locked", "metered", "paid") else None


def reserved(declared: Declared) -> Told | None:
    """That the publisher reserves text and data mining or the training of models: TDMRep, and the `noai` directives."""
    tdm = _meta(declared, "tdm-reservation")
    if tdm and tdm.value.strip() == "1":
        return tdm
    for name, content in declared.metas:
        if name in ("robots", "googlebot") and _RESERVED & {part.strip().lower() for part in content.split(",")}:
            return Told(content, declared.selector_of(name))
    return None


def live(declared: Declared) -> Told | None:
    """That the page is a live blog."""
    return _of_type(declared, frozenset({"LiveBlogPosting"}))


def listing(declared: Declared) -> Told | None:
    """That the page is a list of others, and no article."""
    return None if declared.articles else _of_type(declared, _LISTS)


def media(declared: Declared) -> Told | None:
    """That the page is a video, a gallery or a recording, and no article."""
    if declared.articles:
        return None
    kind = _meta(declared, "og:type")
    if kind and kind.value.lower().startswith(("video", "music")):
        return kind
    return _of_type(declared, _MEDIA)


def error(declared: Declared) -> Told | None:
    """That it came in place of a page that is not there: by the status for prerenderers or the name of the template."""
    status = _meta(declared, "prerender-status-code")
    if status and _ERROR_STATUS.fullmatch(status.value):
        return status
    for tag in ("html", "body"):
        for attributes in declared.attributes_of(tag):
            names = f"{attributes.get('class', '')} {attributes.get('id', '')}".lower().split()
            if found := _ERROR_NAMES.intersection(names):
                return Told(min(found), tag)
    return None


def unlisted(declared: Declared) -> Told | None:
    """That search engines are to leave it out, and that it does not call itself an article. Alone this is a hint."""
    kind = declared.meta("og:type")
    if declared.articles or (kind and kind.lower() == "article"):
        return None
    robots = _meta(declared, "robots")
    return robots if robots and "noindex" in re.split(r"[\s,]+", robots.value.lower()) else None


def consent(declared: Declared) -> Told | None:
    """That its form asks for consent, and that it does not call itself an article."""
    if not declared.articles:
        for attributes in declared.attributes_of("form"):
            action = attributes.get("action", "")
            if "consent" in action.lower():
                return Told(action, "form[action]")
    return None


def challenge(page: str) -> Told | None:
    """That a bot check came in place of the page."""
    return next((Told(text, sign) for sign, text in _CHALLENGES.items() if sign in page), None)


def _of_type(declared: Declared, kinds: frozenset[str]) -> Told | None:
    for node in declared.nodes:
        if found := kinds & set(types_of(node)):
            return Told(min(found), "JSON-LD @type")
    return None


def _name(node: Node) -> str:
    return next((kind for kind in types_of(node) if is_article(kind)), "object")
