"""Given and family names, looked up word by word."""

import pytest

from copydesk.page.name_words import name_words


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Anna Schmidt", (True, True)),
        ("ANNA SCHMIDT", (True, True)),
        ("Anna-Maria Sturmvogel", (True, False)),
        ("José García", (True, True)),
        ("Siti Nurhaliza", (True, False)),
        ("王小明", (True, True)),
        ("Watch Live", (False, False)),
        ("Follow us", (False, False)),
        ("下一页阅读全文", (False, False)),
        ("…", (False, False)),
        ("", (False, False)),
    ],
)
def test_whether_a_name_begins_and_ends_as_names_do(name, known):
    assert name_words().known(name) == known
