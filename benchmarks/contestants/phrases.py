"""The phrases that the peers look for, as a careful user writes them for a tool that takes regular expressions.

One alternation for each rule and each way a phrase stands in a line, with inline flags, so that an engine is free to
run it in one pass. `35`: the phrases of the first checklist that a scraping team writes down. `all`: every phrase of
every rule on phrases, in every language: what copydesk looks for.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from rulefiles import KINDS, phrases, sections, word_lists

CHECKLIST: dict[str, dict[str, list[str]]] = {
    "advert": {"line": ["advertisement", "iklan", "sponsored", "anzeige", "reklam", "ad", "广告", "広告"]},
    "scroll_prompt": {"inline": ["scroll to continue with content", "scroll to continue reading"]},
    "read_also": {"prefix": ["baca juga", "read also:", "read more:", "lesen sie auch", "also read:", "related:"]},
    "share": {"line": ["share", "bagikan", "teilen", "paylaş", "copy link", "facebook", "whatsapp"]},
    "font_size": {"line": ["a a a", "aa", "font size"]},
    "player": {"line": ["loading...", "loading"], "inline": ["[gambas:video]"]},
    "promo": {"prefix": ["sign up for our newsletter", "follow us on"]},
    "comments": {"line": ["no comments yet", "leave a comment"]},
    "rights": {"inline": ["all rights reserved"], "prefix": ["copyright"]},
}
"""35 phrases, by section and kind."""

FORMS = {
    "line": r"(?im)^\s*(?:{})\s*$",
    "prefix": r"(?im)^\s*(?:{})",
    "suffix": r"(?im)(?:{})\s*$",
    "inline": r"(?i)(?:{})",
}


def patterns(which: str) -> dict[str, str]:
    """Name of the check to its regular expression."""
    found: dict[str, list[str]] = {}
    if which == "35":
        for section, kinds in CHECKLIST.items():
            for kind, texts in kinds.items():
                found[f"{section} {kind}"] = texts
    else:
        for code, names in sections().items():
            for kind in KINDS:
                texts = [text for name in names for language in word_lists() for text in phrases(language, name, kind)]
                if texts:
                    found[f"{code} {kind}"] = list(dict.fromkeys(texts))
    return {name: FORMS[name.split()[-1]].format("|".join(map(_escaped, texts))) for name, texts in found.items()}


def count(which: str) -> int:
    """Phrases in the patterns."""
    if which == "35":
        return sum(len(texts) for kinds in CHECKLIST.values() for texts in kinds.values())
    return sum(
        len({text for name in names for language in word_lists() for text in phrases(language, name, kind)})
        for names in sections().values()
        for kind in KINDS
    )


def _escaped(text: str) -> str:
    escaped = re.escape(text).replace("\\ ", " ").replace("\\-", "-").replace("\\#", "#").replace("\\&", "&")
    return re.sub("0+", "[0-9]+", escaped.replace("\\~", "~"))
