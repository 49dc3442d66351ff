"""`bio`: what is said about the author or the text, behind its end."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from pydantic import Field

from copydesk.detectors.detector import Hit
from copydesk.detectors.line import Line, LineOptions
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.phrases import PhraseHit, one_word
from copydesk.text import fold

MAX_NAME_CHARS = 60
"""Of the start of a line, in which the author's name is looked for."""


class BioOptions(LineOptions):
    """A line that begins with a phrase, or with a name that the record gives as author's, and holds a role."""

    roles: str = Field("byline_role", description="Words of the word lists that a sentence about an author holds")


class Bio(Line):
    Options = BioOptions

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections([], [self.options.roles])

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        told = set()
        for hit in super().scan(block, found):
            told.add(hit.line)
            yield hit
        for line, name in self._named(block):
            article = int(block.lines.article[line])
            if line not in told and self._has_role(block.lines.text[line], name, block.languages[article]):
                told.add(line)
                yield Hit(article, line)

    def _named(self, block: Block) -> Iterator[tuple[int, str]]:
        """Sentences in place that begin with an author of the record, and the author; white space does not count."""
        lines = block.lines
        sentences = np.flatnonzero(lines.ends_sentence & ~lines.blank & (lines.chars <= self.options.max_prefix_chars))
        sentences = sentences[self._in_place(block, sentences)]
        authors = (
            block.articles.select(pl.int_range(pl.len()).alias("article"), name="authors")
            .explode("name")
            .filter(pl.col("name").str.contains(r"\p{L}"))
            .with_columns(solid=_solid(pl.col("name")))
            .with_columns(initial=pl.col("solid").str.head(1))
        )
        # most lines begin with another letter, and what costs is white space within the others
        initials = lines.frame["bare"].gather(sentences).str.head(1)
        alike = pl.DataFrame({"line": sentences, "article": lines.article[sentences], "initial": initials}).join(
            authors, on=["article", "initial"]
        )
        starts = lines.text.gather(alike["line"]).str.head(MAX_NAME_CHARS)
        begins = alike.with_columns(start=starts).filter(_solid(pl.col("start")).str.starts_with(pl.col("solid")))
        yield from begins.select("line", "name").rows()

    def _has_role(self, text: str, name: str, language: str | None) -> bool:
        """Whether a role stands in the text as a word behind the name. To a Korean word particles are attached."""
        folded = fold(text[len(name) :])
        for role in self.vocabulary.words(self.options.roles, language):
            at = folded.find(role)
            before, after = folded[max(at - 1, 0) : max(at, 0)], folded[at + len(role) :][:1]
            ends = "가" <= role[-1] <= "힣" or not one_word(role[-1], after)
            if at >= 0 and ends and not one_word(before, role[0]):
                return True
        return False


def _solid(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"\s", "")
