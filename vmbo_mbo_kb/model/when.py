# SPDX-License-Identifier: MIT
"""Types that some records of a class have: the one mark that the blueprint keeps as it is."""

from typing import NamedTuple


class When(NamedTuple):
    """A further ``rdf:type`` that holds only when a field has a value (or one of the named values).

    :param given: fields that must have a value as well, because the profile of the type asks for them: a record that
        lacks one does not claim the type.
    """

    type: str
    field: str
    values: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
