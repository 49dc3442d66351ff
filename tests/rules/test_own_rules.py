"""Rules and word lists of one's own, beside ours."""

import pytest

import copydesk
import copydesk.worker
from copydesk.article import ArticleChecker
from copydesk.cases import run_case
from copydesk.errors import RuleError, SettingsError
from copydesk.result.model import Gate
from copydesk.rooms import rules_dir
from copydesk.rulebook import load_rulebook
from copydesk.scan.plan import Plan
from copydesk.worker import PlanOrder

RULE = """\
code: XX01
name: bell-marker
severity: warning
since: 0.1
dimension: accuracy
titles: [Body is free of bells, Body contains a bell]
message: 'body line {line} is a bell: "{quote}"'
advice: Leave the bell out of the body selector for {source}.
catches: Bells.
why: They ring.
false_positives: None known.
detect: line
phase: placeholders
options: {phrases: [bell]}
cases:
  - {label: a bell, kind: wild, lang: en, body: "The mill opens.\\nBell", expect: [2]}
"""


@pytest.fixture
def own(tmp_path):
    """Writes files of a folder of rules; by default a rule and the word list that it reads."""
    folder = tmp_path / "ours"

    def write(files=None, **vocabulary):
        texts = {"XX01-bell-marker.yaml": RULE, **(files or {})}
        lists = vocabulary or {"en": "language: en\nphrases: {bell: {line: [Bell]}}\n"}
        for name, text in {**texts, **{f"vocab/{language}.yaml": text for language, text in lists.items()}}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    return write


def load(folder):
    book = load_rulebook(rules_dir(), folder)
    Plan(book)
    return book


def test_ours_and_those_of_a_folder_are_one_rulebook(own):
    folder = own()
    book = load(folder)
    assert {rule.code for rule in book.rules} == {rule.code for rule in load_rulebook().rules} | {"XX01"}
    assert book.folders == (rules_dir(), folder)
    assert book.find("bell-marker").file == folder / "XX01-bell-marker.yaml"
    assert run_case(book.find("XX01"), book.find("XX01").cases[0], book) == []


def test_rules_may_stand_in_folders_below_and_templates_are_left_out(own):
    folder = own({"site/XX02-horn.yaml": RULE.replace("XX01", "XX02").replace("bell-marker", "horn"), "_new.yaml": "?"})
    assert {"XX01", "XX02"} <= {rule.code for rule in load(folder).rules}


def test_word_lists_add_to_ours(own):
    lists = {
        "en": "language: en\nphrases: {bell: {line: [Bell]}, advert: {line: [advert, a word from the bell ringers]}}\n"
        "words: {social: [bellbook], bells: [great tom]}\n",
        "xx": "language: xx\nphrases: {bell: {line: [Klok]}}\n",
    }
    ours, book = load_rulebook().vocabulary, load(own(**lists)).vocabulary
    assert book.languages == (*ours.languages, "xx")
    added = {phrase.text for phrase in book.phrases("advert", "en")} - {p.text for p in ours.phrases("advert", "en")}
    assert added == {"a word from the bell ringers"}
    assert len(list(book.phrases("advert", "en"))) == len(list(ours.phrases("advert", "en"))) + 1
    assert book.words("social", "en") - ours.words("social", "en") == {"bellbook"}
    assert book.words("bells", "en") == {"great tom"}
    assert [phrase.text for phrase in book.phrases("bell", "xx")] == ["klok"]


def test_a_phrase_that_is_added_to_a_section_of_ours_is_found_by_our_rule(own):
    book = load(own({}, en="language: en\nphrases: {bell: {line: [Bell]}, advert: {line: [ding dong]}}\n"))
    rule = book.find("UI01")
    case = rule.cases[0].model_copy(update={"lang": "en", "body": "The mill opens.\nDing dong!", "expect": [2]})
    told = {"body": "The mill opens.\nDing dong", "quote": None, "suggest": None, "fixed": "The mill opens."}
    case = case.model_copy(update=told)
    assert run_case(rule, case, book) == []
    assert run_case(rule, case, load_rulebook()) != []


def test_the_same_folder_may_be_loaded_again_after_a_change(own):
    folder = own()
    assert load(folder).find("XX01").severity == "warning"
    own({"XX01-bell-marker.yaml": RULE.replace("severity: warning", "severity: info")})
    assert load(folder).find("XX01").severity == "info"


@pytest.mark.parametrize(
    ("name", "change", "line", "told"),
    [
        ("UI01-bell-marker.yaml", {"XX01": "UI01"}, 1, ["`UI01`", "UI01-advert-marker.yaml"]),
        ("XX02-advert-marker.yaml", {"XX01": "XX02", "bell-marker": "advert-marker"}, 2, ["UI01-advert-marker.yaml"]),
        (
            "XX02-horn.yaml",
            {"XX01": "XX02", "name: bell-marker": "name: horn\naliases: [bell-marker]"},
            3,
            ["XX01-bell"],
        ),
        ("two/XX01-horn.yaml", {"bell-marker": "horn"}, 1, ["`XX01`", "XX01-bell-marker.yaml"]),
    ],
)
def test_a_rule_cannot_replace_another(own, name, change, line, told):
    text = RULE
    for old, new in change.items():
        text = text.replace(old, new)
    with pytest.raises(RuleError) as raised:
        load(own({name: text}))
    assert f"{name}:{line}: " in str(raised.value)
    assert all(word in str(raised.value) for word in [*told, "taken"])


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("severity:", "severty:", 3, ["`severity`"]),
        ("since: 0.1", "since: [1]", 4, ["since"]),
        ("detect: line", "detect: lin", 12, ["`lin`", "`line`"]),
        ("phrases: [bell]", "phrase: [bell]", 14, ["`phrases`"]),
        ("phrases: [bell]", "phrases: [bel]", 14, ["`bel`", "`bell`"]),
        ("phrases: [bell]", "phrases: bell", 14, ["options.phrases"]),
        ("{quote}", "{quotes}", 7, ["`quote`"]),
        ("expect: [2]", "expect: [two]", 16, ["expect"]),
        ("code: XX01", "code: XX1", 1, ["code"]),
        ("name: bell-marker", "name: bells", 1, ["XX01-bells.yaml"]),
        ("why: They", "why: *They", 10, ["`*They`"]),
        ("why: They", "why: 'They", 17, ["YAML"]),
        ("why: They", "why: They\nwhy: They", 11, ["twice"]),
        ("detect: line\nphase: placeholders\noptions: {phrases: [bell]}",
         "phase: record\ndetect: text\noptions:\n  patterns:\n    - a\n    - (a", 17, ["patterns.1", "missing )"]),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_names_its_file_and_line(own, old, new, line, told):
    with pytest.raises(RuleError) as raised:
        load(own({"XX01-bell-marker.yaml": RULE.replace(old, new)}))
    assert f"XX01-bell-marker.yaml:{line}: " in str(raised.value)
    assert all(word in str(raised.value) for word in told), raised.value


def test_every_option_that_is_wrong_is_told(own):
    with pytest.raises(RuleError) as raised:
        load(own({"XX01-bell-marker.yaml": RULE.replace("[bell]}", "[bell],\n  positoin: head,\n  min_words: no}")}))
    assert [line.split(": ")[0].rpartition(":")[2] for line in str(raised.value).splitlines()] == ["16", "15"]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("language: fr\n", 1, "fr.yaml"),
        ("language: en\nphrase: {}\n", 2, "`phrases`"),
        ("language: en\nphrases:\n  bell:\n    lin: [x]\n", 4, "line"),
        ("language: en\nphrases:\n  bell:\n    line:\n      - x\n      - 7\n", 6, "7 is no text; put it in quotes"),
    ],
)
def test_a_mistake_in_a_word_list_is_told_before_its_language_comes_along(own, text, line, told):
    with pytest.raises(RuleError) as raised:
        load_rulebook(rules_dir(), own({}, en=text))
    assert f"en.yaml:{line}: " in str(raised.value)
    assert told in str(raised.value)


def test_a_file_with_another_ending_is_told_and_not_left_out(own):
    with pytest.raises(RuleError, match=r"XX02-horn\.yml: .*\.yaml"):
        load(own({"XX02-horn.yml": RULE}))


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(RuleError, match="gone"):
        load_rulebook(tmp_path / "gone")
    with pytest.raises(SettingsError, match="gone"):
        copydesk.check([], settings=copydesk.Settings(rules=[tmp_path / "gone"]))


def test_another_process_compiles_the_same_plan(own):
    book = load_rulebook(rules_dir(), own())
    codes = tuple(rule.code for rule in book.select().rules)
    plan = PlanOrder(book.folders, codes, None, {}, {}).plan()
    assert sorted(rule.code for rule in plan.rules) == sorted(codes)
    assert "XX01" in codes


ARTICLES = [{"id": str(n), "title": "Mill", "authors": ["Ana"], "body": f"Mill {n} opens.\nBell"} for n in range(3)]


def test_own_rules_are_found_in_every_process(own, monkeypatch):
    monkeypatch.setattr("copydesk.gate.judge", lambda *_: (Gate(verdict="pass", reasons=[]), []))
    monkeypatch.setattr("copydesk.worker.POOL_AFTER_BLOCKS", 1)
    pools = []
    scan_in_pool = copydesk.worker._scan_in_pool
    monkeypatch.setattr("copydesk.worker._scan_in_pool", lambda *arguments: pools.append(1) or scan_in_pool(*arguments))
    settings = copydesk.Settings(rules=[own()], select=["XX"])
    articles = [{**ARTICLES[0], "id": str(n)} for n in range(12_000)]
    result = copydesk.check(iter(articles), settings=settings, processes=2)
    assert result.summary.errors == []
    assert len(result.findings) == len(articles)
    assert pools == [1]


def test_two_rules_may_stand_for_one_problem_of_reading(own, tmp_path):
    text = RULE.replace("detect: line", "detect: reading").replace("{phrases: [bell]}", "{problem: record}")
    folder = own({"XX01-bell-marker.yaml": text.replace('{line} is a bell: "{quote}"', "{problem}")})
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"title": "Mill", "body": "The mill opens."}\n{broken\n')
    result = copydesk.check(batch, settings=copydesk.Settings(rules=[folder], select=["IN", "XX"]))
    assert result.findings["code"].to_list() == ["IN01", "XX01"]
    assert {reason.code for reason in result.summary.gate.reasons if not reason.passed} == {"IN01"}


def test_a_required_field_of_ones_own_leaves_those_of_the_settings_to_ours(own):
    text = RULE.replace("detect: line", "detect: shape").replace(
        "{phrases: [bell]}", "{check: required, fields: [status]}"
    )
    folder = own({"XX01-bell-marker.yaml": text.replace('{line} is a bell: "{quote}"', "{field}")})
    settings = copydesk.Settings(rules=[folder], select=["RE01", "XX"], required=["published"])
    articles = [{"id": "a", "title": "Mill", "body": "The mill opens.", "status": 200}, {"id": "b", "title": "Weir"}]
    result = copydesk.check(articles, settings=settings)
    assert sorted(result.findings.select("code", "record", "field").rows()) == [
        ("RE01", "a", "published"), ("RE01", "b", "published"), ("XX01", "b", "status"),
    ]  # fmt: skip


def test_an_article_by_itself_is_checked_with_the_same_settings(own):
    sources = {"gazette.example": {"ignore": ["XX"]}, "herald.example": {"language": "id"}}
    settings = copydesk.Settings(rules=[own()], select=["XX", "UI01"], sources=sources)
    checker = ArticleChecker(settings)
    for source, codes in (("gazette.example", []), ("herald.example", ["XX01", "UI01"]), ("other.example", ["XX01"])):
        article = {"id": "a", "source": source, "title": "Mill", "body": "Kincir air dibuka lagi.\nBell\nIklan"}
        language = {} if source == "herald.example" else {"language": "en"}
        assert [row["code"] for row in checker.findings(article | language)] == codes
