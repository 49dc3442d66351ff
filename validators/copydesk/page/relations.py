"""What the candidates of a page say of each other: who else is declared or shown, and forms of the same name."""

from collections.abc import Sequence

from copydesk.page.candidate import NO_FORM, Candidate
from copydesk.page.links import short_forms, unaccented
from copydesk.page.zones import NONE, compact

OVERLAP_SIGNS = ("declared kinds", "shown weight", "page shown")
"""Signs of a name that are compared with those of a longer or shorter form of it."""


def relate(found: Sequence[Candidate]) -> None:
    """Adds the signs that ask for the other candidates."""
    _compare(found)
    _shorten(found)
    _overlap(found)


def _compare(found: Sequence[Candidate]) -> None:
    best = max((candidate.signs.get("declared kinds", 0.0) for candidate in found), default=0.0)
    rivals = sum(1 for candidate in found if candidate.signs["page declared and shown"])
    cued = sum(1 for candidate in found if candidate.signs.get("shown any cue", 0.0) > 0)
    marked = sum(1 for candidate in found if candidate.signs.get("shown any class", 0.0) > 0)
    weight = max((candidate.signs.get("shown weight", NONE) for candidate in found), default=NONE)
    form = max((candidate.signs["byline form"] for candidate in found), default=NO_FORM)
    people = [(one, one.signs["byline form"]) for one in found if _is_person_alone(one)]
    sites = [one for one in found if one.declared and one.signs["name site"] > 0]
    for candidate in found:
        signs = candidate.signs
        signs["others declared"] = best - signs["declared kinds"]
        signs["others declared and shown"] = rivals - signs["page declared and shown"]
        signs["others cued"] = cued - float(signs.get("shown any cue", 0.0) > 0)
        signs["others marked"] = float(marked)
        signs["others weight"] = weight - signs.get("shown weight", NONE)
        signs["others form"] = form - signs["byline form"]
        signs["others person form"] = max((own for one, own in people if one is not candidate), default=NO_FORM)
        signs["others site declared"] = float(any(one is not candidate for one in sites))
        signs["others count"] = float(len(found))


def _is_person_alone(candidate: Candidate) -> bool:
    """Whether it is a person whose block has hardly any other words."""
    signs = candidate.signs
    return signs["name person"] > 0 and not signs["name site"] and signs.get("shown other words") == 0


def _shorten(found: Sequence[Candidate]) -> None:
    """Tells a name that is declared in short, as a given name or a login, from the one that it is short for."""
    short = [(one, compact(unaccented(one.name))) for one in found if one.declared and " " not in one.name]
    for candidate in found if short else ():
        forms = short_forms(candidate.name) if candidate.signs["name person"] > 0 else ()
        for one, key in short:
            if key in forms and one is not candidate:
                candidate.mark("declared in short", one.signs["declared kinds"])
                one.mark("shown in full")


def _overlap(found: Sequence[Candidate]) -> None:
    """Compares a name with those that it is a part of, and with those that are a part of it."""
    words = [frozenset(candidate.name.lower().split()) for candidate in found]
    for candidate, mine in zip(found, words, strict=True):
        longer = [one for one, theirs in zip(found, words, strict=True) if mine < theirs]
        shorter = [one for one, theirs in zip(found, words, strict=True) if mine > theirs]
        for sign, others in (("part of", longer), ("has part", shorter)):
            candidate.signs[sign] = float(len(others))
            for asked in OVERLAP_SIGNS:
                best = max((one.signs.get(asked, NONE) for one in others), default=NONE)
                candidate.signs[f"{sign} {asked}"] = best - candidate.signs.get(asked, NONE) if others else 0.0
