"""Defects that scraping leaves in articles, put into invented ones, with what was put where.

Phrases are drawn from the sections of `rules/vocab` that each rule reads, in the article's language where it has a
list, else in English, as every rule also reads English. So a change of the word lists changes the corpus.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from invented import Writer
from rulefiles import KINDS, Kind, phrases, sections, word_lists, words

RATES = {
    "UI01": 0.010, "UI02": 0.005, "UI03": 0.015, "UI04": 0.008, "UI05": 0.004, "UI06": 0.007, "UI07": 0.010,
    "UI08": 0.004, "UI09": 0.008, "BP01": 0.008, "BP03": 0.008, "BY01": 0.020, "BY09": 0.006, "BY10": 0.008,
    "DU01": 0.005, "DU02": 0.003, "DU05": 0.007, "DU06": 0.007, "BO01": 0.002, "TI01": 0.002,
}  # fmt: skip
"""Shares of the articles, chosen so that, with standing lines (BP06), about 15 % have some defect."""

HEAD = ("BY09", "UI05", "UI09")
"""Codes whose lines stand at the head of a body as often as at its foot; the others stand between or after."""

TAIL = ("BY09", "BY10", "UI05", "UI07", "UI04", "UI08", "BP01", "BP06", "BP03")
"""From the end of the story downwards; a rail comes last, as it runs to the end of the body."""

MAX_TAIL_WORDS = 4
"""Words that follow a prefix; the rules take longer lines for prose."""

INITIALS = "abcdefghijklmnoprstuvwy"
NETWORKS = ("Facebook", "Twitter", "WhatsApp", "Telegram", "LinkedIn", "Pinterest", "Reddit")
NO_TEXT = (None, "", "  ", " \n -- ")

Truth = dict[str, Any]


@dataclass
class Line:
    text: str
    codes: list[str] = field(default_factory=list)


class Phrases:
    """The phrases of the rules as the word lists write them, unfolded."""

    def __init__(self) -> None:
        self._sections = sections()
        self.not_initials = {word for language in word_lists() for word in words(language, "not_signoff")}

    def of(self, code: str, language: str, kind: Kind) -> list[str]:
        """The phrases of a rule; English ones where the language has no list, or none of the kind."""
        for name in (language, "en"):
            if found := [text for section in self._sections[code] for text in phrases(name, section, kind)]:
                return found
        return []


class Injector:
    """Puts defects into articles. Its sources have habits: the same phrase in most of their defects of a kind."""

    def __init__(self, writers: dict[str, Writer]) -> None:
        self._writers = writers
        self._phrases = Phrases()
        self._habits: dict[tuple[str, str, str], str] = {}

    def lines(self, body: str, language: str, source: str, codes: set[str], footer: str | None, author: str,
              rng: np.random.Generator) -> list[Line]:  # fmt: skip
        """The body's lines with the defects of `codes`."""
        lines = [Line(text) for text in body.split("\n")]
        if "DU02" in codes:
            lines += [Line(line.text, ["DU02"]) for line in lines]
        elif "DU01" in codes:
            self._repeat(lines, rng)
        for code in ("UI01", "UI02", "UI03", "UI06"):
            if code in codes:
                self._between(lines, code, language, source, rng)
        for code in TAIL + HEAD:
            if code == "BP06" and footer:
                lines.append(Line(footer, ["BP06"]))
            elif code == "BY10" and code in codes:
                self._sign_off(lines, rng)
            elif code in codes and not any(code in line.codes for line in lines):
                new = [Line(text, [code]) for text in self._block(code, language, source, author, rng)]
                at_head = code in HEAD and (code not in TAIL or rng.random() < 0.5)
                lines[0 if at_head else len(lines) : 0 if at_head else len(lines)] = new
        return lines

    def _repeat(self, lines: list[Line], rng: np.random.Generator) -> None:
        """A paragraph of 120 bytes or more again, somewhere below."""
        long = [n for n, line in enumerate(lines) if len(line.text.encode()) >= 120]
        if long:
            first = int(rng.choice(long))
            lines.insert(int(rng.integers(first + 1, len(lines) + 1)), Line(lines[first].text, ["DU01"]))

    def _between(self, lines: list[Line], code: str, language: str, source: str, rng: np.random.Generator) -> None:
        kind = self._kind(code, language, rng)
        if kind == "inline":
            phrase = self._phrase(code, language, source, kind, rng)
            stop = self._writers[language].language.stop.strip() or " "
            for line in (lines[n] for n in rng.permutation(len(lines))):
                cut = line.text.find(stop, len(line.text) // 3) + len(stop)
                if len(stop) <= cut < len(line.text) - 1:
                    shut = {"(": ")", "[": "]"}.get(phrase[0], "") if phrase[-1] not in ")]" else ""
                    more = f" {self._writers[language].headline(rng, 3, 5)}{shut}" if shut else ""
                    line.text = f"{line.text[:cut].rstrip()} {phrase}{more} {line.text[cut:].lstrip()}"
                    line.codes.append(code)
                    return
        at = int(rng.integers(1, len(lines) + 1))
        lines[at:at] = [Line(text, [code]) for text in self._block(code, language, source, "", rng)]

    def _block(self, code: str, language: str, source: str, author: str, rng: np.random.Generator) -> list[str]:
        """The lines of one defect that has lines of its own."""
        writer = self._writers[language]
        if code == "BY09":
            cues = self._phrases.of(code, language, "prefix")
            cue = self._habit(code, source, cues, rng) if rng.random() < 0.8 else str(rng.choice(cues))
            return [f"{_shown(cue, language, rng)} {author}"]
        if code == "UI04" and rng.random() < 0.3:
            names = [str(name) for name in rng.permutation(NETWORKS)[: int(rng.integers(2, 5))]]
            return names if rng.random() < 0.5 else [" ".join(names)]
        kind = self._kind(code, language, rng)
        kind = "line" if kind == "inline" else kind
        phrase = self._phrase(code, language, source, kind, rng)
        if code == "BP03":
            marker = self._phrase(code, language, source, "line", rng)
            return [_shown(marker, language, rng), *(writer.headline(rng) for _ in range(int(rng.integers(2, 6))))]
        more = writer.headline(rng, 2, MAX_TAIL_WORDS)
        if kind == "prefix":
            return [f"{_shown(phrase, language, rng)} {more}"]
        if kind == "suffix":
            return [f"{more} {phrase}"]
        shown = _shown(phrase, language, rng)
        return [shown] * 3 if code == "UI05" and len(phrase) < 4 else [shown]

    def _kind(self, code: str, language: str, rng: np.random.Generator) -> Kind:
        chances = (0.6, 0.25, 0.03, 0.12)
        known = [(k, c) for k, c in zip(KINDS, chances, strict=True) if self._phrases.of(code, language, k)]
        total = sum(chance for _, chance in known)
        return known[int(rng.choice(len(known), p=[chance / total for _, chance in known]))][0]

    def _phrase(self, code: str, language: str, source: str, kind: Kind, rng: np.random.Generator) -> str:
        choices = self._phrases.of(code, language, kind)
        phrase = self._habit(code + kind, source, choices, rng) if rng.random() < 0.7 else str(rng.choice(choices))
        return re.sub("0+", lambda _: str(rng.integers(2, 60)), phrase)  # in a list, 0 stands for any number

    def _habit(self, code: str, source: str, choices: list[str], rng: np.random.Generator) -> str:
        return self._habits.setdefault((code, source, choices[0]), str(rng.choice(choices)))

    def _sign_off(self, lines: list[Line], rng: np.random.Generator) -> None:
        initials = "/".join("".join(rng.choice(list(INITIALS), 3)) for _ in range(int(rng.integers(1, 3))))
        if any(part in self._phrases.not_initials for part in initials.split("/")):
            initials = "xqz"
        if rng.random() < 0.5:
            lines.append(Line(f"({initials})", ["BY10"]))
        else:
            lines[-1].text += f" ({initials})"
            lines[-1].codes.append("BY10")


def _shown(phrase: str, language: str, rng: np.random.Generator) -> str:
    """The phrase as sites write it: in any case, sometimes between dashes."""
    way = rng.random()
    if way < 0.3:
        if language == "tr":
            phrase = phrase.replace("i", "İ").replace("ı", "I")
        phrase = phrase if "ß" in phrase else phrase.upper()
    elif way < 0.7:
        phrase = phrase[:1].upper() + phrase[1:]
        if language == "tr" and phrase[:1] == "I":
            phrase = "İ" + phrase[1:]
    return f"--- {phrase} ---" if rng.random() < 0.04 and phrase[-1] not in ":|" else phrase


def near_duplicate(body: str, writer: Writer, rng: np.random.Generator) -> tuple[str, float]:
    """The body with some words changed, left out or added, and the exact Jaccard coefficient of their 3-grams.

    The 3-grams are of words between white space; in scripts without spaces, of characters.
    """
    rate = float(np.exp(rng.uniform(np.log(0.002), np.log(0.08))))  # share of the words, skewed to few
    joint = writer.language.joint
    lines = [line.split(" ") if joint else list(line) for line in body.split("\n")]
    edited = []
    for line in lines:
        chance = rng.random(len(line))
        new: list[str] = []
        for word, roll in zip(line, chance.tolist(), strict=True):
            if roll >= rate:
                new.append(word)
            elif roll < rate * 0.6:
                new.append(writer.forms[int(rng.integers(0, len(writer.forms)))])
            elif roll < rate * 0.8:
                new += [word, *writer.words(rng, 1)]
        edited.append(new)
    text = "\n".join(joint.join(words) for words in edited)
    return text, jaccard(body, text, spaced=writer.language.spaced)


def jaccard(left: str, right: str, *, spaced: bool) -> float:
    """Of the sets of 3-grams, 0 to 1."""
    grams = []
    for text in (left, right):
        units = text.split() if spaced else list("".join(text.split()))
        grams.append(set(zip(units, units[1:], units[2:], strict=False)))
    both = len(grams[0] & grams[1])
    return both / max(len(grams[0]) + len(grams[1]) - both, 1)
