"""How many words of a line are counted as shared with its article, against the plain way to count them."""

import re

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from copydesk.scan.topic import NO_WORDS, shared

words = st.sampled_from(["Ferry", "harbour", "he", "of", "2024", "паром", "“Quay”", "hull's", "mayor", "naïve"])
texts = st.lists(words, min_size=1, max_size=6).map(" ".join)
articles = st.lists(
    st.tuples(st.lists(st.tuples(texts, st.booleans()), min_size=1, max_size=4), st.just("") | texts),
    min_size=1,
    max_size=3,
)


def words_of(text):
    parts = re.findall(r"[^\W\d_]+", text.lower())
    return [stem for part in parts if len(stem := part.encode()[:8]) >= 4]


def shared_of(several):
    lines = [line for number, (body, _) in enumerate(several) for line in ((number, *pair) for pair in body)]
    number, text, prose = zip(*lines, strict=True)
    titles = pl.Series([title for _, title in several])
    return lines, shared(pl.Series(text), np.array(number), np.array(prose), titles)


@given(articles)
def test_a_word_is_shared_if_another_line_of_prose_or_the_title_of_the_same_article_has_it(several):
    lines, values = shared_of(several)
    for at, (number, text, _) in enumerate(lines):
        mine = words_of(text)
        others = {
            word
            for there, (article, other, prose) in enumerate(lines)
            if there != at and article == number and prose
            for word in words_of(other)
        }
        title = words_of(several[number][1])
        named = sum(word in title for word in mine)
        assert values["words"][at] == len(mine)
        wanted = sum(word in others for word in mine) / len(mine) if mine else NO_WORDS
        # two words may fall on the same place of the table, and then a line seems to share more than it does
        assert values["shared"][at] >= wanted - 1e-9
        assert values["in title"][at] >= (named / len(mine) if mine else NO_WORDS) - 1e-9
        assert values["of title"][at] >= (min(named / len(title), 1) if title else NO_WORDS) - 1e-9


def test_the_line_itself_is_no_witness():
    _, values = shared_of([([("The harbour, the harbour.", True), ("Weather forecast", False)], "Storm")])
    assert values["shared"].tolist() == [0, 0]
    assert values["of title"].tolist() == [0, 0]


def test_chinese_shares_pairs_of_characters():
    _, values = shared_of([([("渡轮留在码头。", True), ("渡轮", False), ("天气", False)], "渡轮停航")])
    assert values["shared"][1] > 0
    assert values["shared"][2] == 0


def test_nothing_has_no_words():
    nothing = pl.Series([], dtype=pl.String)
    values = shared(nothing, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool), nothing)
    assert all(len(value) == 0 for value in values.values())
