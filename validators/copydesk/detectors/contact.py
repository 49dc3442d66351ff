"""`contact`: e-mail addresses, phone numbers and identity numbers of people, shown with their middle masked."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from copydesk.detectors.detector import Options
from copydesk.detectors.passages import Mark, Passages
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.traces import Passage

REGIONS = {
    "de": "DE", "en": "US", "es": "ES", "fr": "FR", "id": "ID", "it": "IT", "ja": "JP", "ko": "KR", "ms": "MY",
    "nl": "NL", "pl": "PL", "pt": "BR", "ru": "RU", "th": "TH", "tr": "TR", "uk": "UA", "vi": "VN", "zh": "CN",
}  # fmt: skip
"""Where a number without its country's code is looked for: in the largest country of the language."""

MAX_PHONE_CHARS, MAX_PHONES = 40, 50
"""Of one number, and numbers that are looked for in one line."""


class ContactOptions(Options):
    """mailboxes: words of the word lists: names of mailboxes of an office, such as `info`, that are nobody's own."""

    mailboxes: str


class Contact(Passages):
    Options = ContactOptions
    message_data = frozenset({"place", "kind"})
    traces = ("contact",)

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections([], [self.options.mailboxes])

    def marks(self, passages: Sequence[Passage], block: Block) -> Iterator[tuple[Passage, Mark]]:
        article = passages[0].article
        language, site = block.languages[article], _host(block, article)
        for passage in passages:
            found = [
                *(("e-mail address", span) for span in self._addresses(passage.text, language, site)),
                *(("phone number", span) for span in _phones(passage.text, language)),
                *(("identity number", span) for span in _identities(passage.text)),
            ]
            if found:
                kind, (start, _) = min(found, key=lambda one: one[1])
                end = max(span[1] for _, span in found)
                masked = _masked(passage.text, [span for _, span in found])[start:end]
                yield passage, Mark(start, end, seen=masked, replace=masked, data={"kind": kind})

    def _addresses(self, text: str, language: str | None, site: str) -> Iterator[tuple[int, int]]:
        """Those of people: not of offices, nor of the source itself, which prints them for its readers."""
        offices = self.vocabulary.words(self.options.mailboxes, language)
        for match in _ADDRESS.finditer(text):
            local, domain = match[0].lower().rsplit("@", 1)
            own = site and (site == domain or site.endswith(f".{domain}") or domain.endswith(f".{site}"))
            if not own and not any(part in offices for part in re.split("[._+-]", local)):
                yield match.span()


_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9._%+/@-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])"
)
_HOST = re.compile(r"^[A-Za-z]+://(?:[^/?#]*@)?(?:www\.)?([^/?#:]+)")
_PHONE_START = re.compile(r"(?<![\w/=+.-])(?:\(?\+[0-9]|\([0-9]{2,5}\)|0[1-9][0-9])")
_DIGITS = re.compile(r"(?<![\w/=+.-])[1-9][0-9]{15}(?![\w/=-])")
_PROVINCES = {
    *range(11, 20),
    21,
    *range(31, 37),
    *range(51, 54),
    *range(61, 66),
    *range(71, 77),
    81,
    82,
    *range(91, 98),
}


def _host(block: Block, article: int) -> str:
    """The site of the article, without `www.`; empty where it names none."""
    match = _HOST.match(block.columns["url"][article] or "")
    return (match[1] if match else block.columns["source"][article] or "").lower().removeprefix("www.")


def _phones(text: str, language: str | None) -> Iterator[tuple[int, int]]:
    """Numbers that are valid in their country; phonenumbers takes 8 µs a character, so it sees only what looks so."""
    import phonenumbers  # here: few batches need it

    done = 0
    for start in (match.start() for match in islice(_PHONE_START.finditer(text), MAX_PHONES)):
        if start >= done:
            part = text[start : start + MAX_PHONE_CHARS]
            for match in phonenumbers.PhoneNumberMatcher(part, REGIONS.get(language or "")):
                yield start + match.start, start + match.end
                done = start + match.end


def _identities(text: str) -> Iterator[tuple[int, int]]:
    """Indonesian NIK: province, regency, district, day (women: + 40), month and year of birth, and four digits."""
    for match in _DIGITS.finditer(text):
        number = match[0]
        day, month = int(number[6:8]) % 40, int(number[8:10])
        if int(number[:2]) in _PROVINCES and 1 <= day <= 31 and 1 <= month <= 12 and int(number[6:8]) <= 71:
            yield match.span()


def _masked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with the letters and digits of the spans as dots, but for the first and the last two."""
    characters = list(text)
    for start, end in spans:
        for place in range(start + 1, end - 2):
            if characters[place].isalnum():
                characters[place] = "•"
    return "".join(characters)
