# SPDX-License-Identifier: MIT
"""Words for people, always in both languages.

Errors speak them, and so almost everything waits for this module: it imports next to nothing.
"""

from __future__ import annotations

import errno

TYPE_CHECKING = False  # typing and dataclasses take longer to import than a query to be answered
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final, Literal, Never

    Language = Literal["nl", "en"]
    """The languages that everything for people is written in."""
else:
    Language = str

LANGUAGES: Final[tuple[Language, ...]] = ("nl", "en")
"""The same, to go through."""


class Words:
    """The same words in Dutch and English; they do not change.

    >>> Words("thema", "theme")["nl"]
    'thema'
    """

    nl: str
    en: str

    def __init__(self, nl: str, en: str) -> None:
        self.__dict__.update(nl=nl, en=en)

    def __setattr__(self, name: str, value: Never) -> Never:
        raise AttributeError(f"words do not change: {name} cannot be set")

    def __eq__(self, other: object) -> bool:
        return self.__dict__ == other.__dict__ if isinstance(other, Words) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.nl, self.en))

    def __repr__(self) -> str:
        return f"Words(nl={self.nl!r}, en={self.en!r})"

    def __getitem__(self, language: Language) -> str:
        """The words in a language."""
        return self.nl if language == "nl" else self.en


class Explained(Exception):
    """An error that says in both languages what is wrong."""

    words: Words

    def __init__(self, nl: str, en: str) -> None:
        self.words = Words(nl, en)
        super().__init__(en)

    def __reduce__(self) -> tuple[object, ...]:
        # As it is, and not made anew: a subclass may ask for other things than it says.
        return self.__class__.__new__, (self.__class__,), {**self.__dict__, "args": self.args}

    def message(self, language: Language = "en") -> str:
        """What is wrong, and where it is known what would be right."""
        return self.words[language]

    def __str__(self) -> str:
        return self.message()


def explained(error: Exception) -> Words:
    """The message of an error, in both languages if it has them."""
    if isinstance(error, Explained):
        return Words(*(error.message(language) for language in LANGUAGES))
    if not isinstance(error, OSError):
        return Words(str(error), str(error))
    file = "" if error.filename is None else f"{error.filename}: "
    why = of_system(error)
    return Words(file + why.nl, file + why.en)


def of_system(error: OSError) -> Words:
    """Why the system refuses, without the name of the file."""
    said = error.strerror or str(error) or type(error).__name__
    return _SYSTEM.get(error.errno or 0) or Words(f"het systeem zegt '{said}'", said)


_SYSTEM: Final[Mapping[int, Words]] = {
    errno.EACCES: Words("daar zijn geen rechten voor", "permission denied"),
    errno.EADDRINUSE: Words("dit adres is al in gebruik", "this address is in use already"),
    errno.EADDRNOTAVAIL: Words("dit adres is niet van deze machine", "this address is not of this machine"),
    errno.ECONNREFUSED: Words("de verbinding is geweigerd", "the connection was refused"),
    errno.ECONNRESET: Words("de andere kant verbrak de verbinding", "the other side broke the connection"),
    errno.EEXIST: Words("het bestaat al", "it exists already"),
    errno.EHOSTUNREACH: Words("er is geen weg naar deze server", "there is no way to this server"),
    errno.EIO: Words("het opslagmedium geeft een fout", "the storage reports an error"),
    errno.EISDIR: Words("het is een map", "it is a folder"),
    errno.ELOOP: Words("symlinks wijzen in een kring naar elkaar", "symbolic links go round in a circle"),
    errno.EMFILE: Words("er zijn te veel bestanden open", "too many files are open"),
    errno.ENAMETOOLONG: Words("de naam is te lang", "its name is too long"),
    errno.ENETUNREACH: Words("er is geen netwerk", "there is no network"),
    errno.ENFILE: Words("er zijn te veel bestanden open", "too many files are open"),
    errno.ENOENT: Words("het bestaat niet", "it does not exist"),
    errno.ENOSPC: Words("de schijf is vol", "no space is left on the disk"),
    errno.ENOTDIR: Words("het ligt niet in een map", "it is not in a folder"),
    errno.ENOTEMPTY: Words("de map is niet leeg", "the folder is not empty"),
    errno.EPERM: Words("dit is niet toegestaan", "this is not allowed"),
    errno.EPIPE: Words("de andere kant verbrak de verbinding", "the other side broke the connection"),
    errno.EROFS: Words("hier kan niet worden geschreven", "nothing can be written here"),
    errno.ETIMEDOUT: Words("er kwam niet op tijd antwoord", "no answer came in time"),
}
"""What the system says in English only, in words of people."""
