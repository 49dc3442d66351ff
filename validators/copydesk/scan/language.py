"""The language of an article that does not name one, from the function words of the word lists."""

import re
from collections.abc import Mapping

SAMPLE_CHARS = 1_500
MIN_HITS = 4
MIN_LEAD = 1.5
"""A language is found where it has at least MIN_HITS function words and MIN_LEAD times those of the next one."""

_WORD = re.compile(r"[^\W\d_]+")


class LanguageFinder:
    """Counts function words, each language's own ones only, in the first characters of a text."""

    def __init__(self, words: Mapping[str, frozenset[str]]) -> None:
        """words: language to function words, folded."""
        self._languages: dict[str, list[str]] = {}
        for language, function_words in words.items():
            for word in function_words:
                self._languages.setdefault(word, []).append(language)
        self._characters = {word for word in self._languages if len(word) == 1 and ord(word) > 0x0E00}

    def find(self, text: str) -> str | None:
        """The language code, or None where the text is too short or no language leads."""
        sample = text[:SAMPLE_CHARS].lower()
        counts: dict[str, float] = {}
        tokens = _WORD.findall(sample)
        if self._characters:  # scripts without spaces: their particles are counted as characters
            tokens += [character for character in sample if character in self._characters]
        for token in tokens:
            languages = self._languages.get(token, ())
            for language in languages:
                counts[language] = counts.get(language, 0) + 1 / len(languages)
        ranked = sorted(counts.items(), key=lambda item: -item[1])
        if not ranked or ranked[0][1] < MIN_HITS:
            return None
        if len(ranked) > 1 and ranked[0][1] < MIN_LEAD * ranked[1][1]:
            return None
        return ranked[0][0]
