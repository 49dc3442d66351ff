"""Nights in a row, as a schedule runs them: a history, a baseline, alerts to a server on this machine, the pages."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

STRAY = {"body": "The mill opens again on Friday.\nADVERTISEMENT"}
RULES = ("--select", "UI01,BY01,BA")


@pytest.fixture
def told():
    """The address of a web server, and the list of what it is told."""
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", received
        server.shutdown()


def test_a_source_fails_and_recovers(copydesk, jsonl, folder, told, monkeypatch):
    address, received = told
    monkeypatch.setenv("DESK_WEBHOOK", address)
    (folder / "copydesk.toml").write_text(
        'baseline = "known.json"\n[history]\nurl = "history.db"\nstream = "nightly"\n'
        '[alerts]\nwebhook = "${DESK_WEBHOOK}"\n'
    )
    herald = [{"source": "herald.example", **STRAY}] * 5 + [{"source": "herald.example"}] * 20
    good = jsonl(*[{}] * 25, *herald, name="good.jsonl")
    bad = jsonl(*[STRAY] * 25, *herald, name="bad.jsonl")
    assert copydesk("baseline", good, "--file", "known.json", *RULES).exit_code == 0

    def night(day, name):
        date = f"2026-03-{day:02}"
        result = copydesk(
            "check", name, *RULES, "--batch-id", date, "--batch-date", date, "--report", f"reports/{date}"
        )
        assert "an alert" not in result.stderr
        return result.exit_code

    assert [night(day, name) for day, name in enumerate([good, bad, bad, good], start=1)] == [0, 1, 1, 0]
    assert [(one["source"], one["state"], one["since_batch"], one["batch"]) for one in received] == [
        ("gazette.example", "failing", "2026-03-02", "2026-03-02"),
        ("gazette.example", "recovered", "2026-03-02", "2026-03-04"),
    ], "what the baseline knows of the herald is no news"
    assert received[0]["report"] == "reports/2026-03-02/index.html"
    assert "${DESK_WEBHOOK}" not in (folder / "reports" / "2026-03-02" / "result.json").read_text()
    assert copydesk("health").exit_code == 0
    front = (folder / "health" / "index.html").read_text(encoding="utf-8")
    assert "Recovered: 1 source" in front
    assert 'href="../reports/2026-03-02/index.html"' in front


@pytest.mark.usefixtures("quick")
def test_an_alert_that_cannot_be_sent_is_told_and_changes_no_exit_code(copydesk, jsonl, folder):
    (folder / "copydesk.toml").write_text('[alerts]\nwebhook = "${NOT_SET_ANYWHERE}"\n')
    result = copydesk("check", jsonl({}))
    assert result.exit_code == 2
    assert "copydesk.toml:1: alerts need a history" in result.stderr
    (folder / "empty.jsonl").write_text("")
    result = copydesk("check", "empty.jsonl", "--history", "history.db")
    assert result.exit_code == 0, "the gate of this test passes everything"
    assert "an alert was not sent" not in result.stderr
