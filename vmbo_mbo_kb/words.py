# SPDX-License-Identifier: MIT
"""Words for people, always in both languages."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Language = Literal["nl", "en"]
"""The languages that everything for people is written in."""

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
"""The same, to go through."""


@dataclass(frozen=True)
class Words:
    """The same words in Dutch and English.

    >>> Words("thema", "theme")["nl"]
    'thema'
    """

    nl: str
    en: str

    def __getitem__(self, language: Language) -> str:
        """The words in a language."""
        return self.nl if language == "nl" else self.en


class Explained(Exception):
    """An error that says in both languages what is wrong."""

    words: Words

    def message(self, language: Language = "en") -> str:
        """What is wrong, and where it is known what would be right."""
        return self.words[language]

    def __str__(self) -> str:
        return self.message()


def explained(error: Exception, language: Language) -> str:
    """The message of an error, in the language if it has it."""
    return error.message(language) if isinstance(error, Explained) else str(error)
