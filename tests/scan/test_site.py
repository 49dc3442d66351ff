"""Where a headline ends and the name of its site begins."""

import re

import pytest

from copydesk.scan.site import CJK_SEPARATORS, SEPARATED, SEPARATORS


@pytest.mark.parametrize(
    "between", ["|", " | ", "｜", "ㅣ", "¦", " » ", " › ", " • ", " - ", " --- ", " – ", " — ", " : ", " :: ", " · ",
                " ~ ", " / ", " // ", "- ", "_"],
)  # fmt: skip
def test_a_headline_that_can_be_parted_is_kept(between: str) -> None:
    title = f"Ferry late again{between}Evening Lantern"
    assert re.split(SEPARATORS, title) == ["Ferry late again", "Evening Lantern"]
    assert re.search(SEPARATED, title)


@pytest.mark.parametrize("between", ["|", "｜", "_", "：", ":", " - ", "–", "—", "»"])
def test_so_is_one_in_chinese(between: str) -> None:
    title = f"渡船又晚点了{between}石桥网"
    assert re.split(CJK_SEPARATORS, title) == ["渡船又晚点了", "石桥网"]
    assert re.search(SEPARATED, title)
