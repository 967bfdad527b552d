# SPDX-License-Identifier: MIT
"""Migrations: bringing a record that an earlier version of the model wrote into the form of today's model.

What was released stays as it was written, for good; only its reading moves on. Whoever changes the model so that a
released record no longer fits adds one function at the end of :data:`MIGRATIONS`. A test holds every release to it.
"""

from collections.abc import Callable
from typing import Final

from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.words import Explained

Migration = Callable[[str, Record], tuple[str, Record]]
"""From a record's class (by its folder) and its values to both in the next version of the model; changes neither."""

MIGRATIONS: Final[list[Migration]] = []
"""The first function takes records of model version 1 to version 2, the second those of version 2 to 3, and so on."""


class NewerModel(Explained, ValueError):
    """Records were written by a later version of the model than this package has."""

    def __init__(self, version: int) -> None:
        super().__init__(
            nl=f"geschreven door versie {version} van het model; dit pakket kent versies tot en met "
            f"{model_version()}: installeer een nieuwer",
            en=f"written by version {version} of the model; this package knows versions up to {model_version()}: "
            "install a newer one",
        )


def model_version() -> int:
    """The version of the model as it is now."""
    return len(MIGRATIONS) + 1


def migrate(version: int, folder: str, record: Record) -> tuple[str, Record]:
    """A record of some version of the model, with its class, in the form of today's model.

    :raises NewerModel: the version is later than today's.
    """
    if version > model_version():
        raise NewerModel(version)
    for migration in MIGRATIONS[version - 1 :]:
        folder, record = migration(folder, record)
    return folder, record
