# SPDX-License-Identifier: MIT
"""The library of example queries: a file each in ``queries/``, with a head that explains it in Dutch and English.

The head is a comment of four items, ``title-nl``, ``title-en``, ``nl`` and ``en``; lines that go on are indented. What
may be varied stands in one line with ``VALUES`` or ``BIND``. The queries declare their prefixes, so they run anywhere.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from vmbo_mbo_kb.nearest import Nearest
from vmbo_mbo_kb.words import Explained, Words

FOLDER: Final = Path(__file__).parent.parent / "queries"

_ITEM: Final = re.compile(r"^# (title-nl|title-en|nl|en): (.*(?:\n#   .*)*)$", re.MULTILINE)


class UnknownExample(Explained, LookupError):
    """The library has no query of this name."""

    def __init__(self, name: str) -> None:
        nearest = Nearest(examples())(name, 1)
        nl, en = (f"; bedoelt u {nearest[0]!r}?", f"; did you mean {nearest[0]!r}?") if nearest else ("", "")
        super().__init__(f"geen voorbeeldvraag heet {name!r}{nl}", f"no example query is called {name!r}{en}")


@dataclass(frozen=True, slots=True)
class Example:
    """An example query."""

    name: str
    title: Words
    explanation: Words
    text: str


@cache
def examples() -> dict[str, Example]:
    """The example queries by name, in order of name."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.rq"))}


def example(name: str) -> Example:
    """The example query of this name.

    :raises UnknownExample: there is none; the message names the nearest.
    """
    try:
        return examples()[name]
    except KeyError:
        raise UnknownExample(name) from None


def _read(path: Path) -> Example:
    text = path.read_text("utf-8")
    head = {name: " ".join(words.replace("\n#", " ").split()) for name, words in _ITEM.findall(text)}
    return Example(
        path.stem,
        Words(nl=head["title-nl"], en=head["title-en"]),
        Words(nl=head["nl"], en=head["en"]),
        text,
    )
