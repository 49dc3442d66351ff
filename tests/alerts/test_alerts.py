"""The life of an alert, told over real connections to a web server and a mail server on this machine."""

import base64
import re

import pytest

from copydesk.alerts.alert import WHOLE_BATCH, alert
from copydesk.alerts.message import MAX_NAME_CHARS, Message, Why, plain, slack, subject, webhook
from copydesk.alerts.settings import AlertSettings
from copydesk.alerts.state import Standing, due
from copydesk.history import RunRecord, SourceRun, Told, Trouble, open_history

DAY = 86_400
FRIDAY = 1_772_755_200  # 2026-03-06, UTC


@pytest.fixture
def history(tmp_path):
    with open_history(tmp_path / "history.db") as history:
        yield history


def test_a_run_that_the_history_has_forgotten_is_no_news(history):
    assert alert(history, 7, AlertSettings(webhook="http://desk.example")) == []


@pytest.fixture
def run(history):
    """Stores a batch of a day, with the rules that each source breaks, and tells of it."""

    def stored(day, settings, articles=100, verdict=None, reasons=(), causes=(), report=None, **broken):
        sources = [SourceRun(f"{name}.example", articles) for name in broken]
        troubles = [
            Trouble(f"{name}.example", code, "warning", f"{code} is broken")
            for name, codes in broken.items()
            for code in codes
        ]
        record = RunRecord(
            stream="nightly",
            batch=f"night {day}",
            at=FRIDAY + day * DAY,
            title="nightly.jsonl",
            verdict=verdict or ("fail" if troubles else "pass"),
            articles=articles * len(sources),
            articles_failed=0,
            findings={},
            codes=["BY01", "UI01"],
            version="0.1.0",
            reasons=reasons,
            causes=causes,
            report=report,
            sources=sources,
            troubles=troubles,
        )
        return alert(history, history.add(record), settings)

    return stored


def test_an_alert_lives_from_the_first_bad_batch_to_the_good_one(run, web):
    hook = AlertSettings(webhook=f"{web.url}/hook", report="https://ci.example/{batch}/index.html")

    def told():
        states = [
            (path, body["source"], body["state"], [r["code"] for r in body["rules"]]) for path, body in web.received
        ]
        web.received.clear()
        return states

    assert run(0, hook, gazette=[], herald=[]) == []
    assert told() == []
    run(1, hook, gazette=["BY01"], herald=[])
    assert web.received[0][1] | {"text": ""} == {
        "text": "",
        "state": "failing",
        "source": "gazette.example",
        "batch": "night 1",
        "at": "2026-03-07T00:00:00+00:00",
        "since": "2026-03-07T00:00:00+00:00",
        "since_batch": "night 1",
        "rules": [{"code": "BY01", "severity": "warning", "message": "BY01 is broken"}],
        "causes": [],
        "report": "https://ci.example/night%201/index.html",
    }
    assert len(told()) == 1
    run(2, hook, gazette=["BY01"], herald=[])
    assert told() == [], "nothing changed"
    run(3, hook, herald=[])
    assert told() == [], "a source that is not there says nothing"
    run(4, hook, gazette=["BY01", "UI01"], herald=["UI01"])
    assert told() == [
        ("/hook", "gazette.example", "worse", ["BY01", "UI01"]),
        ("/hook", "herald.example", "failing", ["UI01"]),
    ]
    run(5, hook, gazette=["UI01"], herald=["UI01"])
    assert told() == [], "less is no news until nothing is left"
    run(6, hook, articles=3, gazette=[], herald=["UI01"])
    assert told() == [], "three good articles show nothing"
    run(7, hook, gazette=[], herald=["UI01"])
    assert web.received[0][1]["text"] == (
        "gazette.example has recovered\n"
        "It failed since 2026-03-07 (batch night 1). "
        "In the batch of 2026-03-13 (batch night 7) nothing of that is left.\n"
        "Report: https://ci.example/night%207/index.html"
    )
    assert told() == [("/hook", "gazette.example", "recovered", [])]
    run(8, hook, gazette=[], herald=["UI01"])
    assert told() == []
    run(9, hook, gazette=["BY01"], herald=["UI01"])
    assert told() == [("/hook", "gazette.example", "failing", ["BY01"])]


def test_the_same_batch_again_is_no_news(run, web):
    hook = AlertSettings(webhook=web.url)
    for _ in range(2):
        run(1, hook, gazette=["BY01"])
    assert len(web.received) == 1


def test_a_batch_that_fails_as_a_whole(run, web):
    hook = AlertSettings(webhook=web.url)
    empty = {"verdict": "fail", "reasons": ["No article could be read, and an empty batch fails"]}
    run(1, hook, **empty)
    run(2, hook, **empty)
    run(3, hook, gazette=[])
    assert [(body["source"], body["state"]) for _, body in web.received] == [
        (WHOLE_BATCH, "failing"),
        (WHOLE_BATCH, "recovered"),
    ]
    assert "No article could be read" in web.received[0][1]["text"]


def test_many_sources_at_once_are_told_in_bounds(run, web):
    names = {f"paper{number:02}": ["BY01"] for number in range(25)}
    run(1, AlertSettings(webhook=web.url), causes=["One template lies behind them all"], **names)
    assert len(web.received) == 21
    last = web.received[-1][1]
    assert last["source"] == "5 more sources"
    assert "paper24.example" in last["text"]
    assert "Likely cause: One template" in web.received[0][1]["text"]


def test_slack_and_mail_and_actions_of_great_expectations(run, web, mailbox, monkeypatch):
    monkeypatch.setenv("SLACK_ADDRESS", f"{web.url}/slack")
    monkeypatch.setenv("POST_WORD", "sesame")
    settings = AlertSettings.model_validate(
        {
            "slack": "${SLACK_ADDRESS}",
            "email": {
                "to": ["desk@gazette.example", "ops@gazette.example"],
                "sender": "copydesk@gazette.example",
                "host": "127.0.0.1",
                "port": mailbox.port,
                "user": "copydesk",
                "password": "${POST_WORD}",
            },
            "actions": [{"type": "slack", "slack_webhook": f"{web.url}/own"}],
        }
    )
    assert run(1, settings, report="out/report", gazette=["BY01"]) == []
    (letter,) = mailbox.letters
    assert letter["Subject"] == "copydesk: gazette.example fails"
    assert (letter["From"], letter["To"]) == ("copydesk@gazette.example", "desk@gazette.example, ops@gazette.example")
    assert letter.get_content().replace("\r\n", "\n") == (
        "gazette.example fails\nBY01: BY01 is broken\nSince 2026-03-07 (batch night 1).\nReport: out/report\n"
    )
    assert len(mailbox.recipients) == 2
    assert base64.b64decode(mailbox.logins[0].split()[1]) == b"\0copydesk\0sesame"
    paths = [path for path, _ in web.received]
    assert paths == ["/slack", "/own"]
    assert web.received[0][1]["blocks"][0]["text"] == {"type": "plain_text", "text": "gazette.example fails"}


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_is_encrypted_for_a_server_that_is_vouched_for(run, mailbox, authority, security, monkeypatch, tmp_path):
    port = mailbox.tls_port if security == "tls" else mailbox.port
    server = {"to": ["a@b.example"], "sender": "c@d.example", "host": "127.0.0.1", "port": port, "security": security}
    settings = AlertSettings.model_validate({"email": server | {"user": "desk", "password": "sesame"}})
    (error,) = run(1, settings, gazette=["BY01"])
    assert "certificate verify failed" in error
    assert (mailbox.letters, mailbox.logins) == ([], [])
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    assert run(2, settings, gazette=["BY01"]) == []
    assert [cipher[:4] for cipher in mailbox.ciphers] == ["TLSv"]
    assert len(mailbox.logins) == 1


def test_what_does_not_arrive_is_told_and_tried_again_at_the_next_run(run, web, mailbox):
    web.answers = [404]
    hook = AlertSettings(webhook=f"{web.url}/secret-token")
    (error,) = run(1, hook, gazette=["BY01"])
    assert error == "127.0.0.1: it answered 404"
    assert run(2, hook, gazette=["BY01"]) == []
    assert web.received[0][1]["since_batch"] == "night 1"
    mailbox.refused = True
    server = {"to": ["a@b.example"], "sender": "c@d.example", "host": "127.0.0.1", "port": mailbox.port}
    both = AlertSettings.model_validate({"webhook": web.url, "email": server})
    (error,) = run(3, both, gazette=["BY01", "UI01"])
    assert "nobody here" in error
    assert run(4, both, gazette=["BY01", "UI01"]) == [], "it arrived over the web"


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"webhook": "${NOT_SET_ANYWHERE}"}, "NOT_SET_ANYWHERE"),
        ({"webhook": "file:///etc/hosts"}, "no address of the web"),
        ({"slack": "http://127.0.0.1:9/secret-token"}, "127.0.0.1: ConnectionError"),
        ({"actions": [{"type": "pigeon"}]}, "`alerts.actions`, number 1"),
        (
            {"email": {"to": ["a@b.example"], "sender": "c@d.example", "host": "127.0.0.1", "port": 9}},
            "127.0.0.1:9: [Errno",
        ),
    ],
)
def test_mistakes_are_told_without_what_is_secret(run, told, error):
    (said,) = run(1, AlertSettings.model_validate(told), gazette=["BY01"])
    assert error in said
    assert "secret" not in said


def test_a_redirect_is_not_followed_and_a_busy_server_is_asked_again(run, web):
    hook = AlertSettings(webhook=web.url)
    web.answers = [302]
    assert run(1, hook, gazette=["BY01"]) == ["127.0.0.1: it answered 302"]
    web.answers = [503]
    assert run(2, hook, gazette=["BY01"]) == []


HOSTILE = "<!channel> <script>alert(1)</script>\r\nBcc: x@y.example\x1b[31m *bold* \u202e" + "x" * 5_000


def test_scraped_text_is_bounded_and_escaped():
    whys = [Why("BY01", "error", HOSTILE)] * 50
    message = Message("failing", HOSTILE, HOSTILE, FRIDAY, FRIDAY, HOSTILE, whys, [HOSTILE] * 9, "https://ci.example/")
    told = slack(message)
    texts = [told["text"], *(block["text"]["text"] for block in told["blocks"] if block["text"]["type"] == "mrkdwn")]
    assert [re.findall("<[^>]*>", text) for text in texts] == [[], ["<https://ci.example/|Report>"]]
    assert all(len(block["text"]["text"]) <= 3_000 for block in told["blocks"])
    for text in (plain(message), *map(str, webhook(message).values())):
        assert len(text) < 6_000
        assert not set("\x1b\u202e\r") & set(text)
    assert "\n" not in subject(message)
    assert len(subject(message)) < MAX_NAME_CHARS + 40


def test_a_recovery_needs_half_as_many_articles_as_the_failure():
    told = {"a": Told("a", FRIDAY, "night", ["BY01"], 40)}
    assert due([Standing("a", {}, 19)], told).recovered == []
    news = due([Standing("a", {}, 20)], told)
    assert (news.recovered, news.told) == ([told["a"]], {})
