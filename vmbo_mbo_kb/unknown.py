# SPDX-License-Identifier: MIT
"""What cannot be asked for: names that nothing has, and a base that no IRI can begin with."""

from vmbo_mbo_kb.nearest import Nearest
from vmbo_mbo_kb.words import Explained, Words


class UnknownId(Explained, KeyError):
    """No record has this id."""

    def __init__(self, identifier: object, nearest: list[str]) -> None:
        KeyError.__init__(self, identifier)
        self.nearest = nearest

    @property
    def words(self) -> Words:  # type: ignore[override]
        """What is wrong, and the nearest ids."""
        nl = f"; bedoelt u {' of '.join(map(repr, self.nearest))}?" if self.nearest else ""
        en = f"; did you mean {' or '.join(map(repr, self.nearest))}?" if self.nearest else ""
        return Words(
            nl=f"geen record heeft het id {self.args[0]!r}{nl}", en=f"no record has the id {self.args[0]!r}{en}"
        )


class NotHeld(UnknownId):
    """The record with this id is not in a view of a time, because it did not hold then."""

    @property
    def words(self) -> Words:  # type: ignore[override]
        """What is wrong."""
        return Words(
            nl=f"{self.args[0]!r} gold niet op het gevraagde moment; alleen de hele dataset heeft het",
            en=f"{self.args[0]!r} did not hold at the time asked about; only the whole dataset has it",
        )


class UnknownClass(Explained, LookupError):
    """No class has this name."""

    def __init__(self, name: str, known: list[str]) -> None:
        nearest = Nearest(known)(name)
        nl = f"; bedoelt u {nearest[0]!r}?" if nearest else "."
        en = f"; did you mean {nearest[0]!r}?" if nearest else "."
        super().__init__(
            nl=f"geen klasse heet {name!r}{nl} Bekend zijn: {', '.join(known)}",
            en=f"no class is called {name!r}{en} Known: {', '.join(known)}",
        )


class WrongBase(Explained, ValueError):
    """No identifiers can be made from a base IRI."""
