"""The pages of a block's records."""

import polars as pl

from copydesk.page.authors import Known
from copydesk.page.page import Page
from copydesk.scan.block import Block
from copydesk.scan.lines import Bools


def has_page(block: Block) -> Bools:
    """The articles whose record carries the page that it was drawn from."""
    if "html" not in block.fields:
        return block.articles.select(pl.lit(value=False).repeat_by(pl.len())).to_series().explode().to_numpy()
    has = pl.col("html").str.contains("<", literal=True).fill_null(value=False)
    return block.articles.select(has).to_series().to_numpy()


def page_of(block: Block, article: int) -> Page:
    """The page of one article, made when the first rule asks for it."""
    pages: dict[int, Page] = block.once("pages", dict)
    if article not in pages:
        columns = block.columns
        source = columns["source"][article] if "source" in block.fields else None
        known = Known(columns["title"][article], columns["body"][article], block.hosts[article], source)
        pages[article] = Page(block.articles["html"][article], known)
    return pages[article]
