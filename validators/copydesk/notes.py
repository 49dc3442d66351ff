"""What the settings name and a batch does not have: told beside the verdict, since it is mostly a slip of the pen."""

import difflib
from collections.abc import Collection, Iterable, Sequence

from copydesk.reading.articles import InputFile
from copydesk.reading.fields import folded
from copydesk.settings import Settings
from copydesk.text import fold

MAX_NAMES = 5
"""Sources that one note names; settings may hold hundreds that a batch of a few does not have."""

MAX_COMPARED = 100_000
"""Pairs of names that are held against each other, at some 5 µs; of more, none is suggested."""


def notes(settings: Settings, sources: Collection[str | None], inputs: Sequence[InputFile]) -> list[str]:
    """A sentence each; none of a batch without articles. sources: of the batch."""
    read = [file for file in inputs if file.articles]
    return [*_strangers(settings.sources, sources), *_unread(settings, read)] if read else []


def _strangers(configured: Iterable[str], sources: Collection[str | None]) -> Iterable[str]:
    """The configured sources that no article has, those first that are spelt much like one that is not configured."""
    known = frozenset(configured)
    absent = known.difference(sources)
    others = {fold(name): name for name in sources if name and name not in known}
    if len(absent) * len(others) > MAX_COMPARED:
        others = {}
    near = {name: difflib.get_close_matches(fold(name), others, n=1, cutoff=0.8) for name in absent}
    named = [
        f"`{name}`" + (f" (did you mean `{others[near[name][0]]}`?)" if near[name] else "")
        for name in sorted(near, key=lambda name: (not near[name], name))
    ]
    if named:
        more = f" and {len(named) - MAX_NAMES:,} more" if len(named) > MAX_NAMES else ""
        yield f"the settings name sources that no article of the batch has: {', '.join(named[:MAX_NAMES])}{more}"


def _unread(settings: Settings, read: Sequence[InputFile]) -> Iterable[str]:
    """The fields of the input that `[fields]` names and no record has, where another one is read in their place."""
    for canonical, name in settings.fields.items():
        places = {file.mapping.get(canonical, "") for file in read}
        if "" not in places and all(folded(place) != folded(name) for place in places):
            instead = ", ".join(f"`{place}`" for place in sorted(places))
            yield f"no record has the field `{name}` that the settings name for {canonical}; {instead} is read instead"
