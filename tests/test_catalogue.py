"""The pages that are made: up to date, and without anything that a reader's browser would take as markup."""

import re
from pathlib import Path

import pytest

from copydesk.catalogue import MODELS, pages, write
from copydesk.render.explanation import MAX_LINE_CHARS, MAX_LINES, escaped, explanation, rule_page
from copydesk.rooms import docs_dir, rules_dir
from copydesk.rulebook import Case, load_rulebook
from copydesk.schemas import schemas

BOOK = load_rulebook()
MADE = pages(docs_dir())


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_a_page_is_up_to_date(path):
    assert path.exists(), f"{path} is missing; run `make snapshots`"
    assert path.read_text(encoding="utf-8") == MADE[path], f"{path} is stale; run `make snapshots`"


def test_no_page_is_left_of_a_rule_that_has_gone():
    assert set((docs_dir() / "rules").iterdir()) == {path for path in MADE if path.parent.name == "rules"}


@pytest.mark.parametrize("path", schemas(), ids=lambda path: path.name)
def test_a_published_schema_is_up_to_date(path):
    assert path.read_text(encoding="utf-8") == schemas()[path], f"{path} is stale; run `make snapshots`"


def test_every_link_of_a_page_leads_to_a_file():
    for path, text in MADE.items():
        prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
        for link in re.findall(r"\]\(([^)#:]+)\)", prose):
            assert (path.parent / link).resolve() in MADE or (path.parent / link).exists(), f"{path}: {link}"


def test_every_model_has_its_table():
    told = "".join(text for path, text in MADE.items() if path.parent.name != "rules")
    for name, model in MODELS.items():
        assert f"<!-- table of {name} -->" in told
        for key in model.model_fields:
            assert f"| `{key}` |" in told


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.code)
def test_a_page_says_what_the_terminal_says(rule):
    on_page = re.sub(r"\\([\\`<>&*_\[\]|~])", r"\1", rule_page(rule))
    assert on_page.splitlines() == re.sub(r"\\([\\`<>&*_\[\]|~])", r"\1", explanation(rule)).splitlines()
    text = explanation(rule)
    for part in (rule.catches, rule.why, rule.false_positives, *(case.label for case in rule.cases)):
        assert part.strip().split("\n")[0] in text
    for name in rule.options:
        assert f"`{name}`: " in text
    assert str(rule.file.relative_to(rules_dir())) in MADE[docs_dir() / "rules" / f"{rule.code}-{rule.name}.md"]


def test_pages_of_rules_that_are_gone_are_removed_and_written_text_is_kept(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ZZ99-gone.md").write_text("gone")
    (tmp_path / "written.md").write_text(
        "# Mine\n\n<!-- table of Fix -->\nstale words\n<!-- end of table -->\n\nand more\n"
    )
    write(tmp_path)
    assert not (tmp_path / "rules" / "ZZ99-gone.md").exists()
    text = (tmp_path / "written.md").read_text()
    assert text.startswith("# Mine\n\n<!-- table of Fix -->\n\n| key |")
    assert text.endswith("<!-- end of table -->\n\nand more\n")
    assert "stale words" not in text
    write(tmp_path)
    assert (tmp_path / "written.md").read_text() == text


HOSTILE = "<script>alert(1)</script>\n````\n# Heading\n</pre>\x1b[2J\u202e [x](javascript:y) | *b* `c`"


def hostile_rule():
    case = Case(label="<b>bold</b>", kind="wild", body=HOSTILE, expect=[1], article={"title": HOSTILE})
    long = Case(label="long", kind="negative", body="\n".join(["x" * 1_000] * 100), expect=[])
    batch = Case(label="two", kind="wild", batch=[{"body": HOSTILE}, {"authors": [HOSTILE]}], expect=[True, [1]])
    words = {"catches": HOSTILE, "references": [HOSTILE], "cases": [case, long, batch], "titles": (HOSTILE, HOSTILE)}
    return BOOK.find("UI01").model_copy(update=words)


def test_what_looks_scraped_is_shown_and_never_markup():
    page = rule_page(hostile_rule())
    outside, fence = [], None
    for line in page.split("\n"):
        if fence is None and (opened := re.fullmatch("(`{3,})text", line)):
            fence = opened[1]
        elif line == fence:
            fence = None
        elif fence is None:
            outside.append(line)
    assert fence is None
    prose = re.sub(r"\\.|`[^`\n]+`", "", "\n".join(outside))
    assert not re.search(r"[<>\[\]|]", prose), prose
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", page)
    assert "> <script>alert(1)</script>" in page


def test_long_examples_are_cut():
    text = explanation(hostile_rule())
    assert f"… and {100 - MAX_LINES} more lines" in text
    assert max(map(len, text.splitlines())) < 2 * MAX_LINE_CHARS


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a `b_c` d", "a `b_c` d"),
        ("snake_case and _emphasis_", r"snake_case and \_emphasis\_"),
        ("<b> & `<b>`", r"\<b\> \& `<b>`"),
        ("lonely ` tick <b>", r"lonely \` tick \<b\>"),
    ],
)
def test_text_as_markdown(text, shown):
    assert escaped(text) == shown


def test_docs_are_found_in_the_source_tree():
    assert docs_dir() == Path(__file__).resolve().parents[1] / "docs"
