"""Which detector a rule's `detect` names; a user's package adds its own with an entry point."""

from pydantic import ValidationError

from copydesk.detectors.address import Address, AddressVariants
from copydesk.detectors.author import Author
from copydesk.detectors.bio import Bio
from copydesk.detectors.byline import Byline, SignOff
from copydesk.detectors.contact import Contact
from copydesk.detectors.date_habits import DateHabits
from copydesk.detectors.dates import Dates
from copydesk.detectors.detector import Detector
from copydesk.detectors.echo import Echo
from copydesk.detectors.encoding import Encoding
from copydesk.detectors.ending import Ending
from copydesk.detectors.evidence import Evidence
from copydesk.detectors.extent import Extent
from copydesk.detectors.field import Field
from copydesk.detectors.furniture import Furniture
from copydesk.detectors.genre import Genre
from copydesk.detectors.glued import Glued
from copydesk.detectors.headline import Headline, HeadlineSuffix
from copydesk.detectors.language import Language
from copydesk.detectors.line import Line, Record
from copydesk.detectors.listing import Listing
from copydesk.detectors.menu import Menu
from copydesk.detectors.notice import Notice
from copydesk.detectors.prose import Prose
from copydesk.detectors.rail import Rail
from copydesk.detectors.reading import Reading
from copydesk.detectors.recurring import Recurring
from copydesk.detectors.repeat import Repeat
from copydesk.detectors.repetition import Repetition
from copydesk.detectors.residue import Residue
from copydesk.detectors.seen import Seen
from copydesk.detectors.shape import Shape
from copydesk.detectors.teaser import Teaser
from copydesk.detectors.text import Text
from copydesk.detectors.trend import Trend
from copydesk.detectors.twin import Twin
from copydesk.errors import RuleError
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.source import nearest
from copydesk.rulebook.vocabulary import Vocabulary

ENTRY_POINTS = "copydesk.detectors"

DETECTORS: dict[str, type[Detector]] = {
    "address": Address,
    "address-variants": AddressVariants,
    "author": Author,
    "bio": Bio,
    "byline": Byline,
    "contact": Contact,
    "date-habits": DateHabits,
    "dates": Dates,
    "echo": Echo,
    "encoding": Encoding,
    "ending": Ending,
    "evidence": Evidence,
    "extent": Extent,
    "field": Field,
    "furniture": Furniture,
    "genre": Genre,
    "glued": Glued,
    "headline": Headline,
    "headline-suffix": HeadlineSuffix,
    "language": Language,
    "line": Line,
    "listing": Listing,
    "menu": Menu,
    "notice": Notice,
    "prose": Prose,
    "rail": Rail,
    "reading": Reading,
    "record": Record,
    "recurring": Recurring,
    "repeat": Repeat,
    "repetition": Repetition,
    "residue": Residue,
    "seen": Seen,
    "shape": Shape,
    "sign-off": SignOff,
    "teaser": Teaser,
    "text": Text,
    "trend": Trend,
    "twin": Twin,
}


def detector_for(rule: Rule, vocabulary: Vocabulary) -> Detector:
    """The rule's detector with its options checked. Raises RuleError with the rule's file and line."""
    kind = detector_class(rule)
    try:
        return kind(rule, vocabulary)
    except ValidationError as error:
        raise rule.misfit(kind.Options, error) from None
    except RuleError as error:
        raise rule.mistake(str(error), "options", word=error.word) from None
    except Exception as error:
        if rule.detect in DETECTORS:
            raise
        said = f"cannot be made: {type(error).__name__}: {error}"  # a user's own, whatever it does
        raise rule.mistake(f"the detector `{rule.detect}` {said}", "detect") from error


def detector_class(rule: Rule) -> type[Detector]:
    """The class that a rule's `detect` names. Raises RuleError."""
    if rule.detect in DETECTORS:
        return DETECTORS[rule.detect]
    from importlib.metadata import entry_points  # here: only a user's own rule asks for it

    own = entry_points(group=ENTRY_POINTS)
    named = [entry for entry in own if entry.name == rule.detect]
    if not named:
        hint = nearest(rule.detect, {*DETECTORS, *own.names})
        raise rule.mistake(f"there is no detector `{rule.detect}`{hint}", "detect")
    if len({entry.value for entry in named}) > 1:
        both = " and ".join(entry.value for entry in named)
        raise rule.mistake(f"the detector `{rule.detect}` is defined by {both}; uninstall one of them", "detect")
    try:
        kind = named[0].load()
    except Exception as error:  # whatever a user's module does when it is imported
        said = f"cannot be imported from {named[0].value}: {type(error).__name__}: {error}"
        raise rule.mistake(f"the detector `{rule.detect}` {said}", "detect") from error
    if not (isinstance(kind, type) and issubclass(kind, Detector)):
        raise rule.mistake(f"{named[0].value} is no subclass of copydesk.detectors.Detector", "detect")
    return kind
