"""What stands with names as if it were one: degrees, a section, and names without a mark between them."""

import re

_SPACED_NAMES = re.compile("[\u3400-\u9fff]{1,4}(?:\\s+[\u3400-\u9fff]{1,4}){1,7}")
_SECTION = re.compile(
    r"\s(?:in|on|at|for\s+the|en|em|sur|im|am|auf|bei|aus|dans|chez|op|på|na|w|we|в|на)\s+(?=\S)", re.IGNORECASE
)
"""Words between an author and a section, a day or a paper."""

_DEGREES = frozenset(
    ["ba", "bs", "bsc", "ma", "ms", "msc", "mba", "mph", "md", "phd", "dphil", "edd", "jd", "llm", "esq", "dds", "dvm",
     "mfa", "rd", "rdn", "ld", "rn", "lpn", "aprn", "pa-c", "cdces", "fand", "lcsw", "lmft", "cpt", "cscs", "cpp",
     "psp", "cfp", "cepf", "cfa", "cpa", "cissp", "facp", "faap", "frcp"]
)  # fmt: skip


def is_degree(text: str) -> bool:
    """Whether the text is a degree or certificate, which stands behind a name as a further name does."""
    return text.casefold().replace(".", "").strip("®™") in _DEGREES


def apart(text: str, *, keep_pair: bool) -> list[str]:
    """The text, or its parts: names of a script without spaces that stand with some, and a name before "in Section".

    keep_pair: two words of such a script are one name, as a family's and a given name are in Japanese.
    """
    if _SPACED_NAMES.fullmatch(text.strip()):
        words = text.split()
        if keep_pair and len(words) == 2:
            return [text]
        return ["".join(words)] if all(len(word) == 1 for word in words) else words
    if (match := _SECTION.search(text)) and any(map(str.isalnum, text[: match.start()])):
        return [text, text[: match.start()]]
    return [text]
