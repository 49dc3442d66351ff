"""Which detector a rule's `detect` names; a user's package adds its own with an entry point."""

from copydesk.detectors.byline import Byline, SignOff
from copydesk.detectors.detector import Detector
from copydesk.detectors.ending import Ending
from copydesk.detectors.extent import Extent
from copydesk.detectors.field import Field
from copydesk.detectors.furniture import Furniture
from copydesk.detectors.genre import Genre
from copydesk.detectors.line import Line
from copydesk.detectors.listing import Listing
from copydesk.detectors.menu import Menu
from copydesk.detectors.notice import Notice
from copydesk.detectors.prose import Prose
from copydesk.detectors.rail import Rail
from copydesk.detectors.reading import Reading
from copydesk.detectors.recurring import Recurring
from copydesk.detectors.repeat import Repeat
from copydesk.detectors.shape import Shape
from copydesk.detectors.teaser import Teaser
from copydesk.detectors.twin import Twin
from copydesk.errors import RuleError
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.source import nearest
from copydesk.rulebook.vocabulary import Vocabulary

ENTRY_POINTS = "copydesk.detectors"

DETECTORS: dict[str, type[Detector]] = {
    "byline": Byline,
    "ending": Ending,
    "extent": Extent,
    "field": Field,
    "furniture": Furniture,
    "genre": Genre,
    "line": Line,
    "listing": Listing,
    "menu": Menu,
    "notice": Notice,
    "prose": Prose,
    "rail": Rail,
    "reading": Reading,
    "recurring": Recurring,
    "repeat": Repeat,
    "shape": Shape,
    "sign-off": SignOff,
    "teaser": Teaser,
    "twin": Twin,
}


def detector_for(rule: Rule, vocabulary: Vocabulary) -> Detector:
    """The rule's detector with its options checked. Raises RuleError."""
    kind = DETECTORS.get(rule.detect)
    if kind is None:
        from importlib.metadata import entry_points  # here: only a user's own rule asks for it

        own = {entry.name: entry for entry in entry_points(group=ENTRY_POINTS)}
        if rule.detect not in own:
            raise RuleError(
                f"rule {rule.code}: there is no detector `{rule.detect}`{nearest(rule.detect, {*DETECTORS, *own})}"
            )
        kind = own[rule.detect].load()
    try:
        return kind(rule, vocabulary)
    except RuleError as error:
        raise RuleError(f"rule {rule.code}: {error}") from None
