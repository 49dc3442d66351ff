"""Rules and word lists: loading, checking and choosing them."""

from copydesk.rulebook.rule import PHASES, Case, Rule
from copydesk.rulebook.rulebook import Rulebook, load_rulebook
from copydesk.rulebook.vocabulary import Phrase, Vocabulary

__all__ = ["PHASES", "Case", "Phrase", "Rule", "Rulebook", "Vocabulary", "load_rulebook"]
