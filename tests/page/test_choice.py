"""Which of the candidates are the authors."""

import numpy as np
import pytest

from copydesk.page.candidate import Candidate
from copydesk.page.choice import chosen
from copydesk.page.lineup import lineup

SIGNS = ("name person", "name given", "name site", "name agency", "name desk", "name team", "name role word",
         "shown other words", "shown second hand")  # fmt: skip


def one(name, *, block=1, **signs):
    given = dict.fromkeys(SIGNS, 0.0) | {"name person": 1.0}
    return Candidate(name, given | {key.replace("_", " "): value for key, value in signs.items()}, block=block)


@pytest.mark.parametrize(("rate", "names"), [(0.6, ["Ana Petrel"]), (0.8, ["Ana Petrel", "Reuters"])])
def test_an_agency_beside_a_person_needs_a_rate_of_its_own(rate, names):
    candidates = [one("Ana Petrel"), one("Reuters", name_person=0.0, name_agency=1.0)]
    assert [author.candidate.name for author in chosen(candidates, [0.9, rate])] == names


@pytest.mark.parametrize(
    ("listed", "is_author"),
    [({}, True), ({"block": 2}, False), ({"shown_other_words": 3.0}, False), ({"name_given": 0.0}, False)],
)
def test_a_person_in_a_block_of_names_alone(listed, is_author):
    candidates = [one("Ana Petrel"), one("Otto Lotse", **{"name_given": 1.0} | listed)]
    assert (len(chosen(candidates, [0.9, 0.1])) == 2) is is_author


@pytest.mark.parametrize(("rates", "name"), [([0.8, 0.9], "Ana Petrel News"), ([0.9, 0.5], "Ana Petrel")])
def test_of_two_forms_of_a_name_the_better_one(rates, name):
    candidates = [one("Ana Petrel"), one("Ana Petrel News")]
    assert [author.candidate.name for author in chosen(candidates, rates)] == [name]


def test_a_score_beside_those_of_other_names():
    candidates = [one("Ana Petrel"), one("Petrel"), one("Otto Lotse", block=None)]
    columns = lineup(candidates, [2.0, 5.0, 1.0])
    assert columns[:, 1].tolist() == [1.0, 4.0, 0.0]  # a part of a name is no rival of it
    assert columns[:, 2].tolist() == [0.0, 0.0, 4.0]
    assert columns[:, 5].tolist() == [0.0, 0.0, 1.0]
    assert np.isfinite(lineup(candidates[:1], [2.0])).all()
