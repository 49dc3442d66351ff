"""Which lines may be stray, and what is said of them."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from copydesk.reading import Reader
from copydesk.rulebook import load_rulebook
from copydesk.scan.plan import Plan
from copydesk.scan.signs import FAR, MANY, MARGIN_LINES, STORY, Signs, comparable

BOOK = load_rulebook()
PROSE = "The ferry will stay in dock until the new pier is finished, the council said on Monday afternoon."
lines = st.sampled_from([PROSE, "Home", "Sport", "ADVERTISEMENT", "", "He agreed.", "Loading...", "中文"])
bodies = st.lists(st.lists(lines, max_size=8).map("\n".join), min_size=1, max_size=4)


def signs_of(*several):
    """The signs of articles that other rules have looked at before, and their block."""
    plan = Plan(BOOK)
    records = [{"id": str(n), "title": "Ferry in dock", "language": "en", "body": b} for n, b in enumerate(several)]
    (read,) = Reader(records).blocks()
    block = plan.block(read, 0)
    block.lines.furniture[:] = block.lines.text.is_in(["ADVERTISEMENT", "Loading..."]).to_numpy()
    block.lines.touched[:] = block.lines.furniture | block.lines.text.str.contains("ADVERTISEMENT").to_numpy()
    block.lines.claimed[:] = block.lines.furniture | (block.lines.text == "中文").to_numpy()
    return Signs(block), block


@given(bodies)
def test_every_sign_has_a_finite_value_for_every_line(several):
    judged, block = signs_of(*several)
    values = judged.signs(np.zeros(len(judged.lines), dtype=np.float32))
    for name, column in values.items():
        assert len(column) == len(judged.lines), name
        assert np.isfinite(column).all(), name
    assert not block.lines.claimed[judged.lines].any()
    assert not block.lines.blank[judged.lines].any()


@given(bodies)
def test_an_article_is_judged_the_same_whatever_stands_beside_it(several):
    judged, block = signs_of(*several)
    together = judged.signs(np.zeros(len(judged.lines), dtype=np.float32))
    article = block.lines.article[judged.lines]
    for number, body in enumerate(several):
        alone, _ = signs_of(body)
        for name, column in alone.signs(np.zeros(len(alone.lines), dtype=np.float32)).items():
            np.testing.assert_allclose(column, together[name][article == number], rtol=1e-5, atol=1e-5, err_msg=name)


def test_an_article_of_prose_alone_is_not_looked_at():
    judged, _ = signs_of("\n".join([PROSE] * 3))
    assert len(judged.lines) == 0


def test_of_a_clean_article_only_lines_near_its_edges_that_are_no_sentences_are_judged():
    inside = "\n".join([PROSE] * MARGIN_LINES)
    judged, block = signs_of(f"Home\n{PROSE}\nHe agreed.\nSport\n{inside}\nWeather\n{inside}")
    assert block.lines.text.gather(judged.lines).to_list() == ["Home", "Sport"]


def test_beside_a_found_line_everything_is_judged():
    judged, block = signs_of(f"ADVERTISEMENT\n{PROSE}\nHe agreed.\n{PROSE}")
    assert judged.dirty.tolist() == [True]
    assert block.lines.text.gather(judged.lines).to_list() == [PROSE, "He agreed.", PROSE]


def test_without_a_story_nothing_is_judged():
    judged, block = signs_of(f"ADVERTISEMENT\n{PROSE}\nHome", "Home\nSport", f"Home\n{PROSE}\n{PROSE}")
    assert comparable(block).tolist() == [False, False, True]
    assert block.lines.article[judged.lines].tolist() == [2]


def test_places_are_counted_in_lines_that_are_not_blank():
    judged, _ = signs_of(f"Home\n\nSport\n{PROSE}\nADVERTISEMENT\nHe agreed.\n{PROSE}")
    values = judged.signs(np.zeros(5, dtype=np.float32))
    assert values["place before"].tolist() == [0, 1, 2, 4, 5]
    assert values["place to prose after"].tolist() == [2, 1, 3, 1, MANY]
    assert values["place to prose before"].tolist() == [MANY, MANY, MANY, 2, 3]
    assert values["found to before"].tolist() == [MANY, MANY, MANY, 1, 2]
    assert values["found to after"].tolist() == [3, 2, 1, MANY, MANY]
    assert values["near run without long"].tolist() == [2, 2, 0, 0, 0]
    assert max(values["place before"]) <= FAR


def test_the_wording_of_neighbours_is_averaged():
    judged, _ = signs_of(f"Home\nSport\nTowns\n{PROSE}\n{PROSE}")
    values = judged.signs(np.array([3, 1, -1], dtype=np.float32))
    np.testing.assert_allclose(values["wording near within 1"], [2, 1, (1 - 1 + STORY) / 3])
    np.testing.assert_allclose(values["wording at -1"], [-9, 3, 1])
    np.testing.assert_allclose(values["wording at +1"], [1, -1, STORY])


def test_no_article_and_no_body_have_no_signs():
    judged, _ = signs_of("")
    assert judged.signs(np.zeros(0, dtype=np.float32))["form size"].tolist() == []
    assert isinstance(judged.texts.bytes, np.ndarray)
    assert len(pl.Series(judged.lines)) == 0


def test_furniture_within_a_sentence_opens_the_whole_article_and_is_itself_no_furniture():
    body = "\n".join([PROSE, "Weather", f"{PROSE} ADVERTISEMENT", PROSE, "He agreed."])
    judged, block = signs_of(body)
    assert judged.dirty.tolist() == [True]
    assert len(judged.lines) == len(block.lines)
