"""What the tests of fixing share: articles full of furniture, and a run that is quick."""

from typing import Any

from hypothesis import strategies as st

import copydesk
from copydesk.fixing.fix import Fixes

PROSE = [
    "The miller of the upper mill counted forty sacks of rye before the bell rang for noon on Friday.",
    "“We heard the weir before we saw it,” said the ferryman 😀, who has worked there for \\ thirty years.",
    "Pedagang di pasar itu berharap hujan tidak turun sampai hari Minggu, kata kepala desa kepada wartawan.",
    "Nobody on the square had seen the new wheel turn; the council, \tso they say, had paid for all of it.",
]
FURNITURE = [
    "ADVERTISEMENT",
    "--- Iklan ---",
    "loading...",
    "A A A",
    'Baca juga: Tiga Pelabuhan "Ditutup" karena Ombak',
    "[Gambas:Video 20detik]",
    "Copyright 2026 The Invented Gazette. All rights reserved.",
    "Night desk, extension 11",
    "By Tom Reed",
    "Related articles",
    "",
    " \t",
]
GLUED = ["{} SCROLL TO CONTINUE WITH CONTENT {}", "{} [Gambas:Video] {}", "{} (rls/bmo)", "{0} {0}", "{}\r"]

lines = st.one_of(
    st.sampled_from(PROSE),
    st.sampled_from(FURNITURE),
    st.builds(
        lambda form, one, other: form.format(one, other),
        st.sampled_from(GLUED),
        st.sampled_from(PROSE),
        st.sampled_from(PROSE),
    ),
)
bodies = st.lists(lines, min_size=1, max_size=10).map("\n".join)
titles = st.sampled_from(["The mill opens", "None", 'A "weir", shut; again', "N/A", "Wehr é ’zu’"])
authors = st.sampled_from([["Ana Petrel"], ["null", "Ana Petrel"], [], None])
articles = st.fixed_dictionaries(
    {
        "id": st.sampled_from("abcdef"),
        "url": st.sampled_from(["https://gazette.example/1", "https://gazette.example/2", "https://herald.example/3"]),
        "title": titles,
        "authors": authors,
        "published": st.sampled_from(["2026-05-01", "2026-05-02", "None", None]),
        "language": st.just("en"),
        "body": bodies,
    }
)
batches = st.lists(articles, min_size=1, max_size=8)

ADVERT = {"id": "a", "title": "Mill", "authors": ["Ana Petrel"], "language": "en", "body": f"{PROSE[0]}\nADVERTISEMENT"}
CLEAN = {**ADVERT, "id": "b", "title": "Weir", "body": PROSE[1]}


def run(batch: Any, **options: Any) -> Fixes:
    """A fix with all rules, without the settings of a folder, and with the word lists of one language."""
    settings = options.pop("settings", copydesk.Settings()).model_copy(update={"language": "en"})
    return copydesk.fix(batch, settings=settings, **options)
