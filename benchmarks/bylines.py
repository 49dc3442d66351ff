"""The authors that a page names, found by copydesk and by its peers, side by side in one run, and what a page costs.

    pip install -r benchmarks/requirements.txt
    python benchmarks/bylines.py               all pages; some minutes
    python benchmarks/bylines.py --every 10    each tenth
    python benchmarks/bylines.py --out FILE    writes the table, in Markdown

The pages are looked for where `benchmarks/quality.py` looks for them. The trees of copydesk were trained on these very
pages, so that its own row tells too much: `held out` is what `training/bylines.py` measured on sites unknown to them.
Whatever is not installed is left out.
"""

import argparse
import gzip
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from copydesk.detectors.evidence import EvidenceOptions
from copydesk.page.declared_authors import ld_authors, meta_authors
from copydesk.page.names import name_finder
from copydesk.page.page import Page
from copydesk.page.zones import Known
from copydesk.reading.pages import decoded
from copydesk.rulebook import load_rulebook

ROOT = Path(__file__).resolve().parents[1]
HELD_OUT = ROOT / "training" / "byline_held_out.json"
NAMED = ("exact", "part", "extra", "wrong", "none")

Contestant = Callable[[str, Mapping[str, Any]], list[str] | None]
"""A page and its record to the names; None for one that only shows what a pass costs."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Compares bylines found by copydesk and by its peers.")
    parser.add_argument("--every", type=int, default=1, help="take each n-th page")
    parser.add_argument("--out", type=Path, help="where to write the table")
    told = parser.parse_args()
    data = Path(os.environ.get("COPYDESK_EVAL", ROOT.parent / "shared" / "eval"))
    if not (data / "byline.jsonl.gz").is_file():
        print(f"bylines: no labelled pages in {data}; nothing was measured")
        return
    sys.path.append(str(data))
    with gzip.open(data / "byline.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines][:: told.every]
    pages = [decoded(gzip.decompress((data / record["html"]).read_bytes())) for record in records]
    head = "| | exact | part | extra | wrong | none | invented where there is none | pages/s |"
    table = [head, "|---|---:|---:|---:|---:|---:|---:|---:|", *held_out()]
    print(*table, sep="\n", flush=True)
    for name, find in contestants().items():
        table.append(row(name, find, records, pages))
        print(table[-1], flush=True)
    if told.out:
        told.out.write_text("\n".join(table) + "\n", encoding="utf-8")


def contestants() -> dict[str, Contestant]:
    found = {"copydesk": copydesk_byline(), "copydesk, bytes alone": copydesk_bytes(), "JSON-LD, then meta": declared}
    if find_spec("trafilatura"):
        found["trafilatura"] = trafilatura_author
    if find_spec("newspaper"):
        found["newspaper4k"] = newspaper_authors
    if find_spec("bs4"):
        found["a plain Beautiful Soup pass"] = soup_pass
    return found


def row(name: str, find: Contestant, records: list[dict[str, Any]], pages: list[str]) -> str:
    from score import same_authors  # beside the pages

    counts: Counter[str] = Counter()
    spent = 0.0
    find(pages[0], records[0])  # imports and word lists are no part of it
    for record, page in zip(records, pages, strict=True):
        begun = time.process_time()
        names = find(page, record)
        spent += time.process_time() - begun
        gold = record["gold_authors"]
        if names is not None:
            counts[same_authors(", ".join(names), gold) if gold else "invented" if names else "quiet"] += 1
    return told_row(name, counts, f"{len(pages) / spent:,.0f}")


def told_row(name: str, counts: Mapping[str, int], speed: str) -> str:
    named, none = sum(counts.get(kind, 0) for kind in NAMED), counts.get("invented", 0) + counts.get("quiet", 0)
    if not named:
        return f"| {name} | | | | | | | {speed} |"
    shares = [f"{counts.get(kind, 0) / named:.1%}" for kind in NAMED]
    return f"| {name} | {' | '.join(shares)} | {counts.get('invented', 0)} of {none} | {speed} |"


def held_out() -> list[str]:
    figures = json.loads(HELD_OUT.read_text())
    return [
        told_row(f"copydesk, held out, from a rate of {limit}", figures[f"from rate {limit}"], "")
        for limit in (EvidenceOptions(check="byline").review_rate, EvidenceOptions(check="byline").sure_rate)
    ]


def copydesk_byline() -> Contestant:
    vocabulary = load_rulebook().vocabulary
    least = EvidenceOptions(check="byline").review_rate

    def find(page: str, record: Mapping[str, Any]) -> list[str]:
        known = Known(record["title"], record["body"], record["host"], None)
        byline = Page(page, known).byline(name_finder(vocabulary, record["lang"]))
        return list(byline.names) if byline and byline.rate >= least else []

    return find


def copydesk_bytes() -> Contestant:
    """What the search of the bytes is sure of, before anything is parsed."""
    vocabulary = load_rulebook().vocabulary

    def find(page: str, record: Mapping[str, Any]) -> list[str]:
        known = Known(record["title"], record["body"], record["host"], None)
        byline = Page(page, known).declared_byline(name_finder(vocabulary, record["lang"]))
        return list(byline.names) if byline else []

    return find


def declared(page: str, record: Mapping[str, Any]) -> list[str]:
    """As Fundus does: the authors of the JSON-LD, else those of the meta elements, as they stand there."""
    source = Page(page, Known(None, None, None, None)).declared
    named = [placed.text for placed in ld_authors(source)] or [placed.text for placed in meta_authors(source)]
    return list(dict.fromkeys(named))


def trafilatura_author(page: str, record: Mapping[str, Any]) -> list[str]:
    import trafilatura

    found = trafilatura.extract_metadata(page, default_url=record["url"])
    return [found.author] if found and found.author else []


def newspaper_authors(page: str, record: Mapping[str, Any]) -> list[str]:
    import newspaper

    article = newspaper.Article(record["url"], fetch_images=False)
    article.download(input_html=page)
    try:
        article.parse()
    except Exception:  # whatever it makes of the page
        return []
    return list(article.authors)


def soup_pass(page: str, record: Mapping[str, Any]) -> None:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(page, "lxml")
    soup.find_all("meta")
    soup.select("[rel~=author], [itemprop~=author], [class*=author], [class*=byline]")


if __name__ == "__main__":
    main()
