"""The one likely cause of several troubles: of one source, or of one trouble in most sources."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from copydesk.text import quote

NO_SOURCE = "(no source)"
MIN_SOURCES, MIN_SHARE = 5, 0.5
"""Sources, and their share of the batch's, that cannot all have broken on one day."""

EXPLAINS: dict[str, tuple[str, str]] = {
    "BA02": ("the source is gone", ""),
    "BA07": ("its pages have changed", "BA03 BA04 BA06"),
    "BA05": ("its feed or list has stopped", "BA01 BA06 DU07"),
    "BA04": ("the body selector takes another part of the page", "BA03"),
}
"""By code, in the order of their weight: what it means, and which other troubles of the source come of it."""


def likely_causes(findings: Sequence[Mapping[str, Any]], sources: Collection[str]) -> list[str]:
    """Sentences. findings: of rules on sources, as rows; sources: those of the batch."""
    return [*_shared(findings, sources), *_of_one_source(findings)]


def _shared(findings: Sequence[Mapping[str, Any]], sources: Collection[str]) -> Iterator[str]:
    """What most sources have at once is the crawler's, or the extractor's."""
    counted = Counter((code, field) for code, field, _ in {(f["code"], f["field"], f["source"]) for f in findings})
    for (code, field), count in counted.most_common():
        if count >= MIN_SOURCES and count >= MIN_SHARE * len(sources):
            what = f"{code} ({field})" if field else code
            yield f"{count:,} of {len(sources):,} sources have {what}: look at the crawler or the extractor"


def _of_one_source(findings: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    by_source: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        by_source[finding["source"] or NO_SOURCE][finding["code"]] += [finding["field"]] if finding["field"] else []
    for source, codes in sorted(by_source.items()):
        for code, (meaning, explained) in EXPLAINS.items():
            others = [other for other in codes if other in explained.split()]
            if code in codes and others:
                told = (f"{other} ({', '.join(codes[other])})" if codes[other] else other for other in sorted(others))
                yield f"{quote(source, 60)}: {meaning} ({code}), which explains {' and '.join(told)}"
                break
