"""`copydesk adopt`: what it writes is valid, says what it did, and makes the batch pass."""

import json
import tomllib

import pytest

from .conftest import story

STRAY = {"body": "The mill opens again on Friday.\nADVERTISEMENT"}
HERALD = {"source": "herald.example", "authors": []}


def test_the_batch_passes_with_what_is_proposed(copydesk, jsonl, folder):
    name = jsonl(*[STRAY] * 3, *[{}] * 20, *[HERALD] * 30)
    assert copydesk("check", name, "--select", "UI01,BY01").exit_code == 1
    result = copydesk("adopt", name)
    assert result.exit_code == 0, result.output
    text = (folder / "copydesk.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(text)
    assert settings["sources"] == {"herald.example": {"gate": {"BY01": {"max_rate": 1.0}}}}
    assert "The article has no byline: 30 of 30 articles today (100%); otherwise 30%" in text
    known = json.loads((folder / "copydesk-baseline.json").read_text(encoding="utf-8"))
    assert known["sources"]["gazette.example"]["UI01"]["failed"] == 3
    assert "BY01" not in known["sources"].get("herald.example", {})
    assert copydesk("check", name, "--select", "UI01,BY01").exit_code == 0
    new = copydesk("check", jsonl(*[STRAY] * 23, *[HERALD] * 30), "--select", "UI01,BY01")
    assert new.exit_code == 1
    assert "UI01" in new.stdout


def test_guessed_fields_are_in_force_and_told(copydesk, folder):
    records = [
        {
            "kop": f"Old mill number {n} gets a new wheel",
            "tekst": story(n),
            "schrijver": ["Ana Petrel", "Bo Tern"][n % 2],
            "adres": f"https://gazette.example/{n}",
        }
        for n in range(20)
    ]
    (folder / "batch.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    result = copydesk("adopt", "batch.jsonl")
    assert result.exit_code == 0, result.output
    assert "guessed, look at it: title = kop" in result.stdout
    fields = tomllib.loads((folder / "copydesk.toml").read_text(encoding="utf-8"))["fields"]
    assert fields == {"title": "kop", "body": "tekst", "authors": "schrijver", "url": "adres"}


@pytest.mark.usefixtures("quick")
def test_a_hostile_name_of_a_source_stays_a_name(copydesk, jsonl, folder):
    source = 'x"]\nselect = ["RE01"]\n[y\x1b[31m\u202e'
    copydesk("adopt", jsonl(*[{"source": source, "authors": []}] * 30, *[{**STRAY, "source": source}] * 3))
    text = (folder / "copydesk.toml").read_text(encoding="utf-8")
    assert not {"\x1b", "\u202e"} & set(text)
    assert set(tomllib.loads(text)) == {"baseline", "sources"}


@pytest.mark.usefixtures("quick")
def test_nothing_is_written_over_unless_told(copydesk, jsonl, folder):
    name = jsonl({})
    (folder / "copydesk-baseline.json").write_text("{}")
    (folder / "copydesk.toml").write_text("# mine\n")
    result = copydesk("adopt", name)
    assert result.exit_code == 2
    assert (folder / "copydesk.toml").read_text() == "# mine\n"
    assert copydesk("adopt", name, "--force").exit_code == 0
    assert "needs no baseline" in (folder / "copydesk.toml").read_text()
    assert not (folder / "copydesk-baseline.json").exists()


@pytest.mark.parametrize("batch", ["-", "empty.jsonl"])
def test_what_cannot_be_adopted(copydesk, folder, batch):
    (folder / "empty.jsonl").write_text("")
    assert copydesk("adopt", batch, input="").exit_code == 2
    assert not (folder / "copydesk.toml").exists()
