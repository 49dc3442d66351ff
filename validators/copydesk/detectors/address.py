"""`address` and `address-variants`: urls that lead nowhere, carry trackers, or differ for one page."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote

import polars as pl

from copydesk.detectors.detector import BatchDetector, Detector, Hit, LedgerHit, Options
from copydesk.page.pages import facts_of, has_page
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.ledger import Ledger
from copydesk.scan.lines import Bools
from copydesk.scan.phrases import PhraseHit
from copydesk.urls import CAMPAIGN, HAS_TRACKERS, MAX_HOSTS, hosts_of, site_of, without_trackers

_PLAIN = r"^https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?:[/?#][!-~]*)?$"
"""What most urls look like; the others are looked at more closely."""

_GOOD = (
    r"(?i)^https?://(?:[^\s/?#@]*@)?"
    r"(?:(?:[\p{L}\p{N}\p{M}_-]+\.)+[\p{L}\p{N}\p{M}-]{2,}\.?|[0-9.]+|\[[0-9a-f:.]+\])(?::[0-9]+)?(?:[/?#]\S*)?$"
)
_DOUBLED = re.compile(r"^\s*https?:?/*(?=https?:/)", re.IGNORECASE)
_PATH = re.compile("^https?://[^/?#]*|[?#].*$", re.IGNORECASE | re.DOTALL)
"""What stands around the path."""

_WORDS = re.compile(r"[^\W\d_]{4,}")
MAX_URL_CHARS, MIN_WORDS = 2_000, 3

_DOMAIN = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}")


class AddressOptions(Options):
    """check: `bad` (no address of a page), `tracked` (with parameters that say where a reader came from), or `foreign`
    (not of the source that the record names, or of a service that only points to pages).

    For `foreign`: pointers, hosts of such services.
    """

    check: Literal["bad", "tracked", "foreign"]
    pointers: list[str] = []


class Address(Detector):
    Options = AddressOptions
    evidence = frozenset({"metadata"})
    message_data = frozenset({"says"})

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        self._said = lru_cache(MAX_HOSTS)(self._strangeness)

    def judged(self, block: Block) -> Bools:
        there = (block.articles["url"].str.len_bytes() > 0).fill_null(value=False).to_numpy()
        return there & block.hosts.is_not_null().to_numpy() if self.options.check == "foreign" else there

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        match self.options.check:
            case "bad":
                yield from self._bad(block)
            case "tracked":
                yield from self._tracked(block)
            case _:
                yield from self._foreign(block)

    def _bad(self, block: Block) -> Iterator[Hit]:
        urls = block.articles["url"]
        others = (~urls.str.contains(_PLAIN) & (urls.str.len_bytes() > 0)).fill_null(value=False).arg_true()
        for article in others.filter(~urls[others].str.contains(_GOOD)):
            says, mended = _fault(urls[article])
            yield Hit(article, field="url", replace=mended, data={"says": says})

    def _tracked(self, block: Block) -> Iterator[Hit]:
        urls = block.articles["url"]
        queried = urls.str.contains("?", literal=True).fill_null(value=False).arg_true()
        tracked = queried.filter(urls[queried].str.contains(HAS_TRACKERS))
        if not len(tracked):
            return
        cleaned, safe = (without_trackers(urls[tracked], *names) for names in ((), (CAMPAIGN,)))
        for article, mended, by_campaign in zip(tracked, cleaned, safe, strict=True):
            yield Hit(article, field="url", replace=mended, safe=mended == by_campaign)

    def _foreign(self, block: Block) -> Iterator[Hit]:
        sources = block.columns["source"] if "source" in block.fields else [None] * len(block)
        paged = has_page(block)
        for article, (host, source) in enumerate(zip(block.hosts.to_list(), sources, strict=True)):
            if host and (says := self._said(host, source)):
                yield Hit(article, field="url", data={"says": says})
            elif host and paged[article] and (says := self._canonical(block, article, host)):  # or it was syndicated
                yield Hit(article, field="url", severity="info", outcome="review", data={"says": says})

    def _canonical(self, block: Block, article: int, host: str) -> str | None:
        """What is strange about the address that the page gives as its own, if it is of another site or story."""
        own = facts_of(block, article, self.vocabulary).address
        if own is None or not re.match("https?://[^/]", own.value, re.IGNORECASE):
            return None
        (other,) = hosts_of(pl.Series([own.value]))
        if not other or (
            site_of(other) == site_of(host) and not _tell_apart(block.articles["url"][article], own.value)
        ):
            return None
        return f"the page gives {own.value[:200]} as its address, by {own.where}"

    def _strangeness(self, host: str, source: str | None) -> str | None:
        """What is strange about a host, if anything is."""
        if host.removeprefix("www.") in self.options.pointers:
            return f"{host} only points to pages"
        named = (source or "").lower().removeprefix("www.")
        if not _DOMAIN.fullmatch(named) or site_of(named) == site_of(host):
            return None
        return f"{site_of(host)} is not {named}, the source"


def _tell_apart(one: str, other: str) -> bool:
    """Whether two addresses end in the words of two headlines. Of 677 labelled pages one is told so; of numbers, dates
    and single words every site has several for one page."""
    ends = (unquote(_PATH.sub("", url[:MAX_URL_CHARS])).rstrip("/").rpartition("/")[2] for url in (one, other))
    words, others = (set(_WORDS.findall(end.lower())) for end in ends)
    return min(len(words), len(others)) >= MIN_WORDS and not words & others


def _fault(url: str) -> tuple[str, str | None]:
    """What is wrong with a url, and the url set right where that is certain."""
    bare = url.strip()
    if _DOUBLED.match(bare):
        says, mended = "has its protocol twice", _DOUBLED.sub("", bare)
    elif bare != url:
        says, mended = "has white space around it", bare
    elif re.search(r"\s", bare):
        return "has white space in it", None
    elif bare.startswith("//"):
        return "has no protocol", None
    elif not re.match("https?:", bare, re.IGNORECASE):
        return "does not begin with http:// or https://", None
    else:
        return "has no host", None
    return says, mended if re.fullmatch(r"https?://[^\s/.]+\.\S+", mended, re.IGNORECASE) else None


class AddressVariants(BatchDetector):
    evidence = frozenset({"metadata", "batch"})
    message_data = frozenset({"first"})

    def judged(self, block: Block) -> Bools:
        return block.hosts.is_not_null().to_numpy()

    def conclude(self, ledger: Ledger) -> Iterator[LedgerHit]:
        urls = ledger.articles.lazy().select("article", "page", "url").drop_nulls("url")
        urls = urls.filter(pl.col("page").is_duplicated())  # few: what follows then copies no url of the others
        variants = urls.with_columns(first=pl.col("url").first().over("page")).filter(pl.col("url") != pl.col("first"))
        for article, url, first in variants.select("article", "url", "first").collect().iter_rows():
            yield LedgerHit(article, field="url", text=url, data={"first": first})
