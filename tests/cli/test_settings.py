"""Settings: where they are found, what they change, and what is said of their mistakes."""

import pytest

TWO_SOURCES = [
    {"source": "gazette.example", "body": "The mill opens again on Friday.\nADVERTISEMENT"},
    {"source": "herald.example", "body": "The weir opens again on Friday.\nADVERTISEMENT"},
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
    assert [finding["record"] for finding in found(jsonl(*articles), "--select", "DU05")] == ["mill-2"]


@pytest.mark.usefixtures("quick")
def test_a_field_of_another_name_is_mapped(found, folder, settings):
    settings("[fields]\ntitle = 'kop'\nbody = 'inhoud.tekst'\nauthors = 'schrijver'\n")
    (folder / "batch.jsonl").write_text(
        '{"kop": "Molen", "schrijver": "Ana Petrel", "inhoud": {"tekst": "The mill opens.\\nADVERTISEMENT"}}\n'
    )
    assert [(finding["code"], finding["line"]) for finding in found("batch.jsonl")] == [("UI01", 2)]


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
