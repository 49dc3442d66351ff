"""A new rule of one's own: its file, and its section in a word list."""

import re
from pathlib import Path
from string import Template

import yaml

from copydesk.errors import RuleError, SettingsError
from copydesk.rooms import rules_dir
from copydesk.rulebook import Rulebook, Vocabulary
from copydesk.rulebook.rule import CODE, NAME
from copydesk.rulebook.rulebook import VOCABULARY_FOLDER
from copydesk.rulebook.vocabulary import LANGUAGE
from copydesk.staging import staged_files

WORD_LIST = """\
# Words of your own rules: they add to those that copydesk knows of this language. Phrases are literal text in lower
# case, any number as 0, without marks at their ends.
#   line    the whole line is the phrase          prefix  a short line starts with it
#   suffix  a short line ends with it             inline  it may stand anywhere, and is itself the defect
language: $language
name: $language_name

phrases:
"""


def write_rule(folder: Path, code: str, name: str, language: str, rulebook: Rulebook) -> list[Path]:
    """Writes the files of a rule that finds a phrase, with cases that hold, and says which they are.

    rulebook: the rules that there are, whose codes and names are taken. Raises SettingsError.
    """
    for word, pattern, form in (
        (code, CODE, "a code: two to four capitals and two digits, as in XX01"),
        (name, NAME, "a name: small letters and digits, with hyphens between words, as in desk-number"),
        (language, LANGUAGE, "a language code: two or three small letters, as in en"),
    ):
        if not re.fullmatch(pattern, word) or yaml.safe_load(word) != word:  # such as `true`, which is no text
            raise SettingsError(f"`{word}` is not {form}")
    for word in (code, name):
        if taken := next((rule for rule in rulebook.rules if word in (rule.code, rule.name, *rule.aliases)), None):
            raise SettingsError(f"`{word}` is taken by {taken.file or taken.code}; choose another")
    section = _free_section(name.replace("-", "_"), code, rulebook.vocabulary, language)
    phrase = name.replace("-", " ")
    rule, words = folder / f"{code}-{name}.yaml", folder / VOCABULARY_FOLDER / f"{language}.yaml"
    if rule.exists():
        raise SettingsError(f"{rule} is there already; remove it or choose another code")
    listed = _with_section(words, section, phrase, rulebook.vocabulary.word_list(language).name or language)
    template = Template((rules_dir() / "_template.yaml").read_text(encoding="utf-8"))
    article = "an" if phrase[0] in "aeiou" else "a"
    text = template.substitute(code=code, name=name, section=section, article=article, phrase=phrase, language=language)
    with staged_files() as stage:
        stage.file(rule).write_text(text, encoding="utf-8")
        stage.file(words).write_text(listed, encoding="utf-8")
        stage.commit()
    return [rule, words]


def _free_section(section: str, code: str, vocabulary: Vocabulary, language: str) -> str:
    """A section that no list has yet: phrases added to one of ours would be found by our rules."""
    known = {name for spoken in {"en", language} for name in vocabulary.word_list(spoken).phrases}
    return f"{section}_{code.lower()}" if section in known else section


def _with_section(path: Path, section: str, phrase: str, language_name: str) -> str:
    """The text of the word list with one section more."""
    if path.exists():
        text = path.read_text(encoding="utf-8")
    else:
        text = Template(WORD_LIST).substitute(language=path.stem, language_name=language_name)
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    keys = {key.value: (key, value) for key, value in root.value} if isinstance(root, yaml.MappingNode) else {}
    if "phrases" not in keys:
        return f'{text.rstrip()}\n\nphrases:\n  {section}:\n    line: ["{phrase}"]\n'
    key, value = keys["phrases"]
    place, indent = key.end_mark.line + 1, "  "
    if isinstance(value, yaml.MappingNode):
        if value.flow_style:
            raise RuleError(f"{path}:{place}: write `phrases` without brackets, so that `{section}` can be added to it")
        indent = " " * value.start_mark.column
    lines = text.splitlines(keepends=True)
    return "".join([*lines[:place], f'{indent}{section}:\n{indent}  line: ["{phrase}"]\n', *lines[place:]])
