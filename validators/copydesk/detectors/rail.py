"""`rail`: a marker such as "Related articles", and the headlines that stand under it."""

from collections.abc import Iterable, Iterator, Sequence

from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Phrase, Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.phrases import PhraseHit

STOPLESS = frozenset({"th", "lo", "km", "my"})
"""Languages that end sentences without a mark, so that prose and headlines look alike."""

_TERMINAL = tuple('.!…。！？؟।:;,"”»」』)')


class RailOptions(Options):
    """A rail runs from its marker to the end of the body, as long as its lines look like headlines."""

    phrases: list[str] = Field(description="Sections of the word lists that hold the markers")
    max_lines_from_end: int = Field(30, ge=1, description="Lines between a marker and the end, blank ones not counted")
    min_headlines: int = Field(2, ge=0, description="Headlines under a marker, else the marker alone is a hit")
    max_headline_chars: int = Field(160, gt=0, description="A longer line is prose, and ends the rail")


class Rail(Detector):
    Options = RailOptions

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections(self.options.phrases, [])

    def phrases(self, language: str) -> Iterable[Phrase]:
        for section in self.options.phrases:
            yield from self.vocabulary.phrases(section, language)

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        _, after = block.lines.from_edges
        done = -1  # lines up to here belong to the rail before
        for hit in found:
            if hit.line <= done:
                continue
            article = int(block.lines.article[hit.line])
            if hit.phrase.kind == "inline":  # within a sentence there is no rail under it
                yield Hit(article, hit.line, hit.start, hit.end)
                continue
            yield Hit(article, hit.line)
            done = hit.line
            if after[hit.line] > self.options.max_lines_from_end or block.languages[article] in STOPLESS:
                continue
            rail = self._headlines(block, hit.line, int(block.lines.first[article + 1]))
            if len(rail) >= self.options.min_headlines:
                for line in rail:
                    yield Hit(article, line=line, confidence=0.8)
                done = rail[-1] if rail else done

    def _headlines(self, block: Block, marker: int, stop: int) -> list[int]:
        """The lines under the marker, if the rail reaches the end of the body; none where prose follows it."""
        rail = []
        for line in range(marker + 1, stop):
            if block.lines.blank[line] or block.lines.claimed[line]:
                continue
            text = block.lines.text[line].strip()
            if len(text) > self.options.max_headline_chars or text.endswith(_TERMINAL):
                return []
            rail.append(line)
        return rail
