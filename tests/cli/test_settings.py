"""Settings: where they are found, what they change, and what is said of their mistakes."""

import json
import tomllib

import pytest

from copydesk.render.settings_text import settings_text
from copydesk.settings import Settings, load_settings

TWO_SOURCES = [
    {"source": "gazette.example", "body": "The mill opens again on Friday.\nADVERTISEMENT"},
    {
        "source": "herald.example",
        "url": "https://herald.example/weir",
        "body": "The weir opens again on Friday.\nADVERTISEMENT",
    },
]


@pytest.fixture
def settings(folder):
    def write(text, name="copydesk.toml"):
        (folder / name).write_text(text, encoding="utf-8")

    return write


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[gat]\n", ["`gat`", "`gate`"]),
        ("[gate.UI01]\nmax_rates = 0.1\n", ["gate.UI01.max_rates", "`max_rate`"]),
        ("[sources.'gazette.example']\nignored = ['UI']\n", ["ignored", "`ignore`"]),
        ("select = 'UI'\n", ["`select`"]),
        ("[gate.UI01]\nmax_rate = 2\n", ["gate.UI01.max_rate"]),
        ("[gate.UI99]\nmax_rate = 0.5\n", ["UI99", "UI0"]),
        ("[fields]\nheadlin = 'kop'\n", ["headlin"]),
        ("[fields]\ntitel = 'kop'\n", ["titel", "`title`"]),
        ("select = [\n", ["copydesk.toml", "TOML"]),
        ("required = ['titel']\n", ["titel", "title"]),
        ("[sources.'gazette.example']\nignore = ['UI99']\n", ["UI99"]),
    ],
)
def test_a_mistake_in_the_settings_is_told_with_the_nearest_key(copydesk, jsonl, settings, text, told):
    settings(text)
    result = copydesk("check", jsonl({}))
    assert result.exit_code == 2
    assert all(word in result.stderr for word in told), result.stderr
    assert "Traceback" not in result.output


def test_settings_that_are_named_and_not_there(copydesk, jsonl):
    result = copydesk("check", jsonl({}), "--config", "gone.toml")
    assert result.exit_code == 2
    assert "gone.toml" in result.stderr


@pytest.mark.usefixtures("quick")
def test_settings_of_the_nearest_folder_above_are_read(found, jsonl, settings, folder, monkeypatch):
    name = jsonl(TWO_SOURCES[0])
    settings("ignore = ['UI01']")
    (folder / "inner").mkdir()
    monkeypatch.chdir(folder / "inner")
    assert found(f"../{name}") == []


@pytest.mark.usefixtures("quick")
def test_a_project_file_can_hold_the_settings(found, jsonl, settings):
    settings("[project]\nname = 'x'\n[tool.copydesk]\nignore = ['UI01']\n", name="pyproject.toml")
    assert found(jsonl(TWO_SOURCES[0])) == []


@pytest.mark.usefixtures("quick")
def test_the_command_line_wins_over_the_settings(found, jsonl, settings):
    settings("select = ['BY']")
    assert [finding["code"] for finding in found(jsonl(TWO_SOURCES[0]), "--select", "UI")] == ["UI01"]


@pytest.mark.usefixtures("quick")
def test_a_source_may_be_left_out_of_a_rule(found, jsonl, settings):
    settings("[sources.'herald.example']\nignore = ['advert-marker']\n")
    assert [finding["source"] for finding in found(jsonl(*TWO_SOURCES))] == ["gazette.example"]


@pytest.mark.usefixtures("quick")
def test_a_rule_over_the_batch_can_be_left_out_for_a_source(found, jsonl, settings):
    settings("[sources.'herald.example']\nignore = ['DU05']\n")
    body = "The weir opens again on Friday."
    articles = [{"source": source, "body": body} for source in ("gazette.example", "gazette.example", "herald.example")]
    assert [finding["record"] for finding in found(jsonl(*articles, as_it_is=True), "--select", "DU05")] == ["mill-2"]


@pytest.mark.usefixtures("quick")
def test_a_rule_on_fields_can_be_left_out_for_a_source(found, jsonl, settings):
    settings("[sources.'herald.example']\nignore = ['RE03']\n")
    articles = [{"source": source, "title": "None"} for source in ("gazette.example", "herald.example")]
    assert [finding["record"] for finding in found(jsonl(*articles), "--select", "RE")] == ["mill-1"]


@pytest.mark.usefixtures("quick")
def test_a_field_of_another_name_is_mapped(found, folder, settings):
    settings("[fields]\ntitle = 'kop'\nbody = 'inhoud.tekst'\nauthors = 'schrijver'\n")
    (folder / "batch.jsonl").write_text(
        '{"kop": "Molen", "schrijver": "Ana Petrel", "inhoud": {"tekst": "The mill opens.\\nADVERTISEMENT"}}\n'
    )
    findings = found("batch.jsonl", "--select", "UI")
    assert [(finding["code"], finding["line"]) for finding in findings] == [("UI01", 2)]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("field", ["published", "html", "status"])
def test_a_required_field_that_is_missing_is_found(found, jsonl, settings, field):
    settings(f"required = ['{field}']")
    (finding,) = found(jsonl({}))
    assert (finding["code"], finding["field"]) == ("RE01", field)


def test_the_gate_takes_the_limits_of_the_settings(copydesk, jsonl, settings):
    name = jsonl(*TWO_SOURCES)
    settings("[gate.UI01]\nmax_rate = 1.0\n")
    assert copydesk("check", name).exit_code == 0
    settings("[gate.advert-marker]\nmax_rate = 0.99\n")
    assert copydesk("check", name).exit_code == 1


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("select = ['ALL']\n\n[gat]\n", 3, ["unknown key `gat`", "`gate`"]),
        ("[gate]\n[gate.UI01]\n\nmax_rates = 0.1\n", 4, ["`gate.UI01.max_rates`", "`max_rate`"]),
        ("[gate]\nUI01 = {max_rate = 0.1, requird = true}\n", 2, ["`gate.UI01.requird`", "`required`"]),
        ("[sources.'x.example']\nlanguag = 'en'\n", 2, ["`language`"]),
        ("[sources.'x.example']\nlanguage = 'english'\n", 2, ["`english`", "language code"]),
        (
            "[sources.'x.example'.gate.UI01]\nmax_source_rate = 1\n",
            2,
            ["max_source_rate", "did you mean `max_rate`?"],
        ),
        ("[sources.'x.example'.gate.UI01]\nmax_rate = 2\n", 2, ["less than or equal to 1"]),
        ("[sources.'x.example'.gate]\n\nUI99 = {max_rate = 1}\n", 3, ["`UI99`", "UI0"]),
        ("[sources.'x.example'.gate.IN01]\nmax_rate = 1\n", 1, ["IN01", "files"]),
        ("[sources.'x.example']\nignore = [\n 'UI99']\n", 2, ["`UI99` selects no rule"]),
        ("ignore = ['UI99']\n", 1, ["`UI99` selects no rule"]),
        ("\n\nselect = ['UI99']\n", 3, ["`UI99` selects no rule"]),
        ("[gate.UI99]\nmax_rate = 1\n", 1, ["`UI99`"]),
        ("[fields]\ntitle = 'kop'\ntitel = 'kop'\n", 3, ["`title`"]),
        ("required = ['titel']\n", 1, ["`title`"]),
        ("\nrules = ['gone']\n", 2, ["no folder `gone`"]),
        ("rules = 'ours'\n", 1, ["`rules`", "list"]),
        ("language = 7\n", 1, ["`language`", "in quotes"]),
        ("select = ['a']\nselect = ['b']\n", 2, ["TOML"]),
        ("select = [\n\n", 2, ["TOML"]),
        ("a = \n", 1, ["TOML"]),
    ],
)
def test_a_mistake_in_the_settings_names_the_file_and_the_line(copydesk, jsonl, settings, text, line, told):
    settings(text)
    result = copydesk("check", jsonl({}))
    assert result.exit_code == 2
    assert f"copydesk: copydesk.toml:{line}: " in result.stderr
    assert all(word in result.stderr for word in told), result.stderr


def test_a_mistake_in_a_project_file_names_its_line(copydesk, jsonl, settings):
    settings("[project]\nname = 'x'\n\n[tool.copydesk]\nselekt = []\n", name="pyproject.toml")
    assert (
        "copydesk: pyproject.toml:5: unknown key `selekt`; did you mean `select`?"
        in copydesk("check", jsonl({})).stderr
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--select", "UI99"], "--select: `UI99` selects no rule"),
        (["--ignore", "UI99"], "--ignore: `UI99` selects no rule"),
        (["--language", "english"], "--language: `language`: `english` is no language code"),
        (["--rules", "gone"], "--rules: there is no folder `gone`"),
    ],
)
def test_a_mistake_on_the_command_line_names_the_option(copydesk, jsonl, settings, arguments, told):
    settings("select = ['UI']\nignore = ['BY']\n")
    result = copydesk("check", jsonl({}), *arguments)
    assert result.exit_code == 2
    assert f"copydesk: {told}" in result.stderr


# What is in force

EVERYTHING = """\
rules = ["ours"]
required = ["published"]
ignore = []

[fields]
title = "kop\\u202e \\" ]"

[gate.UI01]
max_rate = 0.5

[sources."a.example"]
language = "id"
gate.UI01.max_rate = 1
"""


def test_the_settings_in_force_are_shown_with_where_they_were_written(copydesk, settings, folder):
    (folder / "ours").mkdir()
    (folder / "more").mkdir()
    settings(EVERYTHING)
    result = copydesk("check", "--show-settings", "--select", "UI, BY", "--rules", "more")
    assert result.exit_code == 0
    assert [
        tuple(part.strip() for part in line.rsplit("#", 1)) for line in result.stdout.splitlines() if "#" in line
    ] == [
        ('rules = ["ours", "more"]', "copydesk.toml:1, --rules"),
        ('select = ["UI", "BY"]', "--select"),
        ("ignore = []", "copydesk.toml:3"),
        ("# language is not set", "default"),
        ('required = ["published"]', "copydesk.toml:2"),
        ("# pages is not set", "default"),
        ("# baseline is not set", "default"),
        ("# alerts is not set", "default"),
        ('title = "kop\\u202e \\" ]"', "copydesk.toml:6"),
        ("max_rate = 0.5", "copydesk.toml:9"),
        ("# max_source_rate is not set", "default"),
        ("required = false", "default"),
        ("ignore = []", "default"),
        ('language = "id"', "copydesk.toml:12"),
        ("max_rate = 1.0", "copydesk.toml:13"),
        ("required = false", "default"),
    ]


def test_what_is_shown_means_the_same_settings(copydesk, settings, folder):
    (folder / "ours").mkdir()
    settings(EVERYTHING)
    before = load_settings().model_dump()
    shown = copydesk("check", "--show-settings").stdout
    settings(shown)
    assert load_settings().model_dump() == before


def test_settings_that_nobody_wrote_are_shown_too(copydesk):
    result = copydesk("check", "--show-settings")
    assert result.exit_code == 0
    assert {line.rpartition("# ")[2] for line in result.stdout.splitlines()} == {"default"}
    assert tomllib.loads(result.stdout) == {"rules": [], "select": ["ALL"], "ignore": [], "required": []}


def test_settings_that_are_wrong_are_told_instead(copydesk, settings):
    settings("select = ['UI99']\n")
    result = copydesk("check", "--show-settings")
    assert result.exit_code == 2
    assert "copydesk.toml:1: `UI99`" in result.stderr


def test_settings_of_python_are_shown_as_such():
    shown = [line for line in settings_text(Settings(select=["UI"])) if "default" not in line]
    assert [line.split("  # ")[0].strip() for line in shown] == ['select = ["UI"]']
    assert shown[0].endswith("# set in Python")


# Sources


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("rule", "article"),
    [
        ("RE01", {"url": None}),
        ("RE02", {"published": {"day": 1}}),
        ("RE03", {"title": "None"}),
        ("RE04", {"id": "twice"}),
        ("UI01", {"body": "The weir opens.\nADVERTISEMENT"}),
    ],
)
def test_what_a_source_ignores_reaches_rules_of_every_kind(found, jsonl, settings, rule, article):
    name = jsonl(*({"source": source, **article} for source in ("gazette.example", "herald.example") for _ in range(2)))
    both = {finding["source"] for finding in found(name, "--select", rule)}
    settings(f"[sources.'herald.example']\nignore = ['{rule}']\n")
    assert both == {"gazette.example", "herald.example"}
    assert {finding["source"] for finding in found(name, "--select", rule)} == {"gazette.example"}


@pytest.mark.usefixtures("quick")
def test_what_a_source_ignores_is_not_judged(copydesk, jsonl, settings):
    settings("[sources.'herald.example']\nignore = ['RE01']\n")
    name = jsonl(*({"source": source, "url": None} for source in ("gazette.example", "herald.example")), {})
    document = json.loads(copydesk("check", name, "--select", "RE01", "--output-format", "json").stdout)
    tally = document["tallies"]["RE01"]
    assert (tally["judged"], tally["failed"], tally["not_applicable"]) == (2, 1, 1)


@pytest.mark.usefixtures("quick")
def test_a_preview_rule_that_is_named_can_be_left_out_for_a_source_by_its_family(found, jsonl, settings):
    body = "\n".join(
        f"The miller of the upper mill counted sack {n} of rye before the bell rang for noon." for n in range(9)
    )
    articles = ({"source": "herald.example", "body": body + end} for end in ("", "\nMore follows."))
    name = jsonl(*articles, as_it_is=True)
    assert found(name, "--select", "DU06") != []
    settings("[sources.'herald.example']\nignore = ['DU']\n")
    assert found(name, "--select", "DU06") == []


@pytest.mark.usefixtures("quick")
def test_a_source_has_a_language_of_its_own(found, jsonl, settings):
    settings("language = 'de'\n[sources.'harian.example']\nlanguage = 'id'\n")
    body = "Berita hari ini.\nIklan"
    name = jsonl(
        {"source": "harian.example", "language": None, "body": body},
        {"source": "zeitung.example", "language": None, "body": body},
        {"source": "harian.example", "language": "fr", "body": body},
        {"source": None, "url": None, "language": None, "body": body},
    )
    assert [finding["record"] for finding in found(name, "--select", "UI01")] == ["mill-1"]


def test_a_source_has_limits_of_its_own(copydesk, jsonl, settings):
    name = jsonl(*TWO_SOURCES, {"source": "herald.example"})
    settings("[gate.UI01]\nmax_rate = 0.0\n[sources.'herald.example'.gate.advert-marker]\nmax_rate = 0.5\n")
    result = copydesk("check", name, "--select", "UI01")
    assert result.exit_code == 1
    assert "1 of 1 judged articles, none is allowed" in result.stdout
    settings(
        "[gate.UI01]\nmax_rate = 0.0\n"
        "[sources.'herald.example'.gate.advert-marker]\nmax_rate = 0.4\n"
        "[sources.'gazette.example'.gate.UI01]\nmax_rate = 1.0\n"
    )
    result = copydesk("check", name, "--select", "UI01")
    assert result.exit_code == 1
    assert "1 of 2 judged articles of herald.example, at most 40.0% are allowed" in result.stdout


@pytest.mark.usefixtures("quick")
def test_a_source_that_no_article_has_is_noted(copydesk, jsonl, settings):
    settings("[sources.'gazete.example']\nignore = ['UI01']\n[sources.'ledger.example']\nignore = ['UI01']\n")
    result = copydesk("check", jsonl(*TWO_SOURCES), "--exit-zero")
    assert result.exit_code == 0
    (note,) = [line for line in result.stdout.splitlines() if line.startswith("note: ")]
    assert note.endswith("has: `gazete.example` (did you mean `gazette.example`?), `ledger.example`")


@pytest.mark.usefixtures("quick")
def test_a_field_that_no_record_has_is_noted_where_another_is_read(copydesk, jsonl, settings):
    settings("[fields]\nbody = 'content.text'\n")
    told = copydesk("check", jsonl(*TWO_SOURCES), "--exit-zero").stdout
    assert "note: no record has the field `content.text` that the settings name for body; `body` is read" in told


@pytest.mark.usefixtures("quick")
def test_settings_that_fit_the_batch_have_no_note(copydesk, jsonl, settings):
    settings("[fields]\nbody = 'Body'\n[sources.'gazette.example']\nignore = ['UI01']\n")
    assert "note:" not in copydesk("check", jsonl(*TWO_SOURCES)).stdout
