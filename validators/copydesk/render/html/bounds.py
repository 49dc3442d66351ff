"""How much a report shows. What is left out is counted on its pages, with the command that shows it."""

from typing import NamedTuple


class Bounds(NamedTuple):
    """Pages by kind, rows and findings on a page, and the bytes of HTML that what was scraped may take."""

    rule_pages: int = 300
    source_pages: int = 500
    article_pages: int = 500
    article_bytes: int = 10_000_000  # of all article pages together, as estimated from their bodies
    article_findings: int = 300
    rule_findings: int = 120
    source_findings: int = 40
    rule_bytes: int = 7_500_000  # of the findings on all pages of rules
    source_bytes: int = 4_000_000  # of the findings on all pages of sources
    source_rules: int = 16  # rows of the table of rules on the page of a source
    map_sources: int = 40  # rows of the heat map and of the coverage table
    map_rules: int = 60  # columns of the heat map
    listed: int = 1_000  # rows in a list of sources or articles
    twins: int = 40  # groups of duplicates
    twin_lines: int = 200  # lines of a body that are laid beside its twin's


FOLDER = Bounds()
"""A folder of pages: 43 MB in 1,013 files for 1,000,000 articles of 500 sources with 2,000,000 findings of all rules
(benchmarks/report.py)."""

SINGLE = Bounds(
    rule_pages=150,
    source_pages=40,
    article_pages=40,
    article_bytes=1_000_000,
    article_findings=100,
    rule_findings=12,
    source_findings=8,
    rule_bytes=600_000,
    source_bytes=300_000,
    source_rules=12,
    map_sources=20,
    listed=200,
    twins=10,
    twin_lines=80,
)
"""One file that a mail carries: 5 MB at most."""
