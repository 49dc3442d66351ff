"""Which field of a scraper's output fills which canonical field. Data, read by `mapping.py`; add a scraper here.

A name is compared without case, `-`, `_` and spaces: `siteName` is `site_name`. A dotted name reaches into nested
objects: `html.content`. Names stand in order of preference; a later one serves where an earlier one is missing.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

FieldNames: TypeAlias = MappingProxyType[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Preset:
    """The output of one scraper. It is recognised when all names of one signature stand in the records."""

    name: str
    signatures: tuple[frozenset[str], ...]
    fields: FieldNames


def _preset(name: str, signatures: tuple[str, ...], fields: dict[str, str]) -> Preset:
    return Preset(
        name,
        tuple(frozenset(signature.split()) for signature in signatures),
        MappingProxyType({canonical: tuple(names.split()) for canonical, names in fields.items()}),
    )


# The order decides where two signatures match: the more particular one stands first.
PRESETS: tuple[Preset, ...] = (
    _preset(
        "fundus",
        # Article.to_json() writes what was extracted; with attributes named, also plaintext, lang and html
        ("publishing_date topics", "publishing_date plaintext", "publishing_date body", "publishing_date free_access"),
        {
            "url": "html.responded_url html.requested_url url",
            "source": "html.source_info.publisher publisher",
            "title": "title",
            "authors": "authors",
            "published": "publishing_date",
            "language": "lang",
            "body": "plaintext body",
            "html": "html.content",
            "fetched_at": "html.crawl_date",
        },
    ),
    _preset(
        "news-please",
        ("maintext date_publish", "maintext source_domain", "date_publish source_domain"),
        {
            "url": "url",
            "source": "source_domain",
            "title": "title title_page title_rss",
            "authors": "authors",
            "published": "date_publish",
            "modified": "date_modify",
            "language": "language",
            "body": "maintext text",  # `text` is what old versions called it
            "description": "description",
            "fetched_at": "date_download",
        },
    ),
    _preset(
        "newspaper4k",
        (
            "meta_lang canonical_link",
            "meta_lang source_url",
            "meta_lang meta_site_name",
            "meta_description publish_date top_image",
        ),
        {
            "url": "url canonical_link",
            "source": "source_url meta_site_name",
            "title": "title",
            "authors": "authors",
            "published": "publish_date",
            "language": "meta_lang language",  # `language` is the setting of the run, `meta_lang` the page's own
            "body": "text",
            "description": "meta_description summary",  # `summary` is made by nlp(), not by the newsroom
            "html": "html article_html",
        },
    ),
    _preset(
        "trafilatura",
        ("source-hostname", "fingerprint hostname text", "raw_text hostname text"),
        {
            "id": "id",
            "url": "source url",  # the JSON output calls the url `source`; bare_extraction() calls it `url`
            "source": "hostname source-hostname sitename",
            "title": "title",
            "authors": "author",
            "published": "date",
            "language": "language",
            "body": "text",  # `raw_text` is the same without line ends
            "description": "excerpt description",
            "fetched_at": "filedate",
        },
    ),
    _preset(
        "goose3",
        ("cleaned_text",),
        {
            "url": "meta.canonical final_url",
            "source": "domain",
            "title": "title",
            "authors": "authors",
            "published": "publish_date",
            "language": "meta.lang meta_lang",
            "body": "cleaned_text",
            "description": "meta.description meta_description",
            "html": "raw_html",
        },
    ),
    _preset(
        "readability",
        ("textContent", "content byline siteName"),
        {
            "url": "url",
            "source": "siteName",
            "title": "title",
            "authors": "byline",
            "published": "publishedTime",
            "language": "lang",
            "body": "textContent",
            "description": "excerpt",
            "html": "content",
        },
    ),
)

GENERIC: FieldNames = MappingProxyType(
    {
        canonical: tuple(names.split())
        for canonical, names in {
            "id": "id article_id doc_id document_id news_id guid uuid uid",
            "url": "url link permalink article_url page_url web_url canonical_url canonical_link canonical final_url "
            "original_url href uri",
            "source": "source.name source host hostname domain source_domain site_name site publisher.name publisher "
            "outlet newspaper publication website source_name media_name",
            "title": "title headline article_title news_title page_title heading",
            "authors": "authors author byline bylines by creator creators writer writers author_name author_names "
            "journalist journalists reporter reporters contributors dc_creator",
            "published": "published published_at publish_date published_date pub_date date_published publication_date "
            "publishing_date date_publish publish_time published_time date_time_published release_date date datetime",
            "modified": "modified modified_at date_modified modified_date modified_time last_modified date_modify "
            "updated updated_at update_date updated_date date_updated last_updated lastmod",
            "language": "language lang locale in_language language_code lang_code meta_lang",
            "body": "body text article_body article_text body_text full_text main_text content "
            "article_content content_text article story plain_text",
            "description": "description summary excerpt meta_description standfirst subtitle subheadline teaser dek "
            "deck abstract snippet",
            "html": "html raw_html page_html html_content full_html source_html page_source",
            "fetched_at": "fetched_at fetched crawled_at crawled crawl_date crawl_time scraped_at scraped scrape_date "
            "scrape_time scraped_date downloaded_at download_date date_download retrieved_at fetch_time fetch_date",
            "status": "status http_status status_code http_status_code http_code response_status response_code",
        }.items()
    }
)
"""Names that hand-written spiders, feeds, news APIs and schema.org use."""

PLURAL_AUTHOR_FIELDS = frozenset({"authors", "bylines", "creators", "writers", "authornames", "journalists",
                                  "reporters", "contributors"})  # fmt: skip
"""Folded names of fields that promise a list: a plain text in one of them is one author, and noted as mistyped."""


def folded(name: str) -> str:
    """The name as it is compared: without case, `-`, `_` and spaces."""
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")
