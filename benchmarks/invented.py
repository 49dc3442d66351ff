"""Invented text in 13 languages and 9 scripts, drawn by Zipf's law. No word of it is anybody's article.

Word forms are made of syllables; the commonest ones are real function words, from `rules/vocab` where a list exists.
Lengths follow the corpus of PERFORMANCE.md: a body has about 3,700 bytes and 28 lines, of which about one in five is
short (a subhead, a list entry), one in ten a quote, and the rest are paragraphs.
"""

import zlib
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from rulefiles import words

FORMS = 10_000
"""Word forms of a language."""

TABLE = 1 << 20
"""Entries of the table that turns a uniform number into a word of Zipf's distribution."""

BODY_BYTES = 3_700
LINES = 28
"""Means over the articles."""

SHORT_LINES, QUOTES = 0.20, 0.10
"""Shares of the lines."""


class Language(NamedTuple):
    """weight: share of the articles. joint: what stands between words. stop, comma: punctuation. bytes: of a letter."""

    weight: float
    onsets: str
    nuclei: str
    codas: str
    joint: str = " "
    stop: str = "."
    comma: str = ","
    quotes: str = '""'
    function_words: str = ""

    @property
    def spaced(self) -> bool:
        return self.joint == " "


LATIN = "b d f g h k l m n p r s t v st br gr tr kl pl"
LANGUAGES = {
    "en": Language(0.22, LATIN + " w th sh ch", "a e i o u ea ou ee", "- - n r s t l m nd ck", quotes="“”"),
    "id": Language(0.14, "b c d g h j k l m n p r s t w y ng ny", "a a i u e o", "- - - n ng k r s t h", quotes="“”"),
    "de": Language(0.09, LATIN + " sch w z", "a e i o u ä ö ü ei au", "- n r s t l cht nd ng", quotes="„“"),
    "es": Language(
        0.09, LATIN + " ll ñ c qu", "a e i o u ie ue á ó", "- - - n r s l", quotes="«»",
        function_words="de la que el en y los se del las un por con una su para es al lo como",
    ),
    "fr": Language(
        0.07, LATIN + " ch j c qu", "a e i o u é è ou eau ai", "- - n r s t l", quotes="«»",
        function_words="de la le et les des en un du une que est dans qui par pour au il sur pas",
    ),
    "tr": Language(0.06, "b c ç d f g h k l m n p r s ş t v y z", "a e ı i o ö u ü", "- - n r l k m ş", quotes="“”"),
    "ru": Language(
        0.08, "б в г д ж з к л м н п р с т ф х ч ш ст пр", "а е и о у я ю ы", "- - н р с т л м й", quotes="«»",
        function_words="и в не на я что он с как это по но из у за от так о же к",
    ),
    "ar": Language(
        0.05, "ب ت ج ح د ر س ش ص ع غ ف ق ك ل م ن ه و ي", "ا و ي - -", "- - ن ر س ة ت م", comma="،", quotes="«»",
        function_words="في من على أن إلى عن مع هذا التي الذي بعد كان بين قد لا ما هو كل غير حول",
    ),
    "hi": Language(
        0.04, "क ख ग च ज ट ड त द न प ब भ म य र ल व श स ह", "ा ि ी ु ू े ो - -", "- - न र ल त क", stop="।",
        function_words="के का की में है और से को पर ने यह कि हैं था इस भी नहीं एक हो गया",
    ),
    "zh": Language(0.06, "", "", "", joint="", stop="。", comma="，", quotes="“”"),
    "ja": Language(0.04, "", "", "", joint="", stop="。", comma="、", quotes="「」"),
    "ko": Language(
        0.03, "", "", "", quotes="“”",
        function_words="그 이 및 등 수 것 또 더 한 두 그리고 하지만 대한 위해 따라 지난 오는 모두 약 총",
    ),
    "th": Language(
        0.03, "ก ข ค ง จ ช ด ต ท น บ ป พ ม ย ร ล ว ส ห", "า ิ ี ุ ู อ ัน ่า ้า", "- - น ง ม ก บ", joint="", stop=" ",
        comma=" ", quotes="“”",
        function_words="ที่ และ ใน ของ เป็น ได้ ว่า ให้ มี ไม่ จะ กับ การ ไป นี้ ก็ มา จาก โดย ต้อง",
    ),
}  # fmt: skip

# Ways in which a word form stands in a line.
PLAIN, CAPITAL, COMMA, STOP, LAST, LAST_BARE, QUOTE_OPEN, QUOTE_CLOSE = range(8)


class Writer:
    """Writes the text of one language."""

    def __init__(self, code: str, seed: int) -> None:
        self.code = code
        self.language = LANGUAGES[code]
        rng = np.random.default_rng([seed, zlib.crc32(code.encode())])
        forms = _forms(self.language, code, rng)
        numbers = [str(number) for number in rng.integers(2, 2_000, 200)]
        forms[300:300] = numbers  # common, but behind the function words
        self.forms = forms[:FORMS]
        self._tokens = np.array(self._variants(), dtype=object)
        chance = 1 / np.arange(2, FORMS + 2)
        edges = np.cumsum(chance / chance.sum())
        self._zipf = np.searchsorted(edges, (np.arange(TABLE) + 0.5) / TABLE).clip(max=FORMS - 1).astype(np.int32)
        sizes = np.array([len((form + self.language.joint).encode()) for form in self.forms])
        self._word_bytes = float(sizes[self._zipf].mean())

    def _variants(self) -> list[str]:
        language, forms = self.language, self.forms
        joint, (left, right) = language.joint, language.quotes
        capital = [_capital(form) for form in forms]
        space = " " if language.spaced else ""
        return [
            *(form + joint for form in forms),
            *(form + joint for form in capital),
            *(form + language.comma + space for form in forms),
            *(form + language.stop + space for form in forms),
            *((form + language.stop).rstrip() + "\n" for form in forms),
            *(form + "\n" for form in forms),
            *(left + form + joint for form in capital),
            *((form + language.stop).rstrip() + right + "\n" for form in forms),
        ]

    def draw(self, rng: np.random.Generator, size: int) -> "np.typing.NDArray[np.int32]":
        """Word numbers by Zipf's law."""
        return self._zipf[rng.integers(0, TABLE, size, dtype=np.uint32)]

    def words(self, rng: np.random.Generator, count: int) -> list[str]:
        return [self.forms[number] for number in self.draw(rng, count)]

    def headline(self, rng: np.random.Generator, low: int = 5, high: int = 10) -> str:
        """A line without a stop. low, high: words; spaceless scripts take as many short ones."""
        return _capital(self.language.joint.join(self.words(rng, int(rng.integers(low, high + 1)))))

    def name(self, rng: np.random.Generator) -> str:
        """A person's name of two words, or three characters."""
        if self.code in ("zh", "ja", "ko"):
            return "".join(self._letters[n] for n in rng.integers(0, len(self._letters), 3))
        picks = rng.integers(500, FORMS, 40)
        parts = [form for n in picks if 3 <= len(form := self.forms[n]) <= 9 and not form[0].isdigit()]
        return " ".join(_capital(part) for part in parts[:2])

    @cached_property
    def _letters(self) -> list[str]:
        return sorted({letter for form in self.forms[600:] for letter in form if not letter.isdigit()})

    def articles(self, rng: np.random.Generator, count: int) -> list[str]:
        """Texts of `count` articles: line 1 is a headline, line 2 a description, the rest the body."""
        wide = len(self.forms[-1].encode()) >= 2.5 * len(self.forms[-1])
        mean_lines = LINES * (0.8 if wide else 1.05)  # scripts of three bytes a letter have fewer, longer lines
        lines = np.exp(rng.normal(np.log(mean_lines) - 0.2, 0.63, count)).astype(np.int64).clip(3, 400) + 2
        total = int(lines.sum())
        first = np.cumsum(lines) - lines
        kind = rng.random(total)
        short, quote = kind < SHORT_LINES, kind > 1 - QUOTES
        for offset, is_short in ((0, True), (1, False), (2, False)):
            short[first + offset], quote[first + offset] = is_short, False
        short_bytes = 40 * (1.4 if wide else 1)
        mean = (BODY_BYTES / mean_lines - SHORT_LINES * short_bytes) / (1 - SHORT_LINES)
        size = np.exp(rng.normal(np.log(mean) - 0.2, 0.6, total))  # bytes of a paragraph
        size[short] = rng.uniform(0.5, 1.5, int(short.sum())) * short_bytes
        words = np.rint(size / self._word_bytes).astype(np.int64).clip(4, 400)
        text = "".join(self._tokens[self._stream(rng, words, short, quote)].tolist())
        rows = text.split("\n")
        for start in first.tolist():
            rows[start] = self._headline_of(rows[start + 2])
        return ["\n".join(rows[start : start + n]) for start, n in zip(first.tolist(), lines.tolist(), strict=True)]

    def _headline_of(self, lead: str) -> str:
        """A headline in words of the lead, as headlines are."""
        if not self.language.spaced:
            return lead[3:21].strip(self.language.stop + self.language.comma)
        words = [word.strip(self.language.stop + self.language.comma) for word in lead.split(maxsplit=24)[:24:2]]
        return _capital(" ".join(word for word in words[-9:] if word))

    def _stream(
        self,
        rng: np.random.Generator,
        words: "np.typing.NDArray[np.int64]",
        short: "np.typing.NDArray[np.bool_]",
        quote: "np.typing.NDArray[np.bool_]",
    ) -> "np.typing.NDArray[np.int64]":
        """Token numbers of lines of so many words each."""
        ends = np.cumsum(words)
        starts, size = ends - words, int(ends[-1])
        chance = rng.integers(0, 256, size, dtype=np.uint8)
        stop, comma = chance < 14, (chance >= 14) & (chance < 30)
        stop[np.repeat(short, words)] = False
        for near in range(3):
            stop[np.minimum(starts + near, size - 1)] = stop[ends - 1 - near] = False
        stop[1:] &= ~stop[:-1]
        way = np.zeros(size, dtype=np.int64)
        way[comma] = COMMA
        way[1:][stop[:-1]] = CAPITAL
        way[stop] = STOP
        way[starts] = np.where(quote, QUOTE_OPEN, CAPITAL)
        way[ends - 1] = np.where(short, LAST_BARE, np.where(quote, QUOTE_CLOSE, LAST))
        return way * FORMS + self.draw(rng, size)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _forms(language: Language, code: str, rng: np.random.Generator) -> list[str]:
    """Distinct word forms, the commonest first: function words, then invented ones."""
    forms = dict.fromkeys(words(code, "function_words") or language.function_words.split())
    onsets, nuclei, codas = _syllables(language, code, rng)
    while len(forms) < FORMS:
        for count in rng.choice([1, 2, 3, 4], 1_000, p=[0.12, 0.48, 0.3, 0.1]):
            picks = [
                part[n]
                for _ in range(count)
                for part, n in ((p, int(rng.integers(0, len(p)))) for p in (onsets, nuclei, codas))
            ]
            form = "".join(picks).replace("-", "")
            if len(form) >= (1 if code in ("zh", "ja", "ko") else 3):
                forms[form] = None
    return list(forms)


def _syllables(language: Language, code: str, rng: np.random.Generator) -> tuple[Sequence[str], ...]:
    nothing = ("",)
    if code == "zh":
        return [chr(c) for c in rng.choice(np.arange(0x4E00, 0x9FA5), 1_500, replace=False)], nothing, nothing
    if code == "ko":
        return [chr(c) for c in rng.choice(np.arange(0xAC00, 0xD7A3), 600, replace=False)], nothing, nothing
    if code == "ja":
        kanji = [chr(c) for c in rng.choice(np.arange(0x4E00, 0x9FA5), 700, replace=False)]
        kana = [chr(c) for c in range(0x304B, 0x3094) if c != 0x3063]
        return [*kanji, *kana * 8], nothing, nothing
    return language.onsets.split(), language.nuclei.split(), language.codas.split()
