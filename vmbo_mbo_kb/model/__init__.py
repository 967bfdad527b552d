# SPDX-License-Identifier: MIT
"""The domain model: one class a file, its fields marked with terms and labels, its definitions in docstrings.

This is the only description of the domain. Schemas, exports and documentation are made from it by way of
:mod:`vmbo_mbo_kb.blueprint`.

A class is imported when it is first asked for: who uses one waits for no other.
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vmbo_mbo_kb.model.base import (
        Alternative,
        Citation,
        Confidence,
        Entity,
        Gap,
        Model,
        Note,
        Part,
        Period,
        Record,
        Text,
        Title,
    )
    from vmbo_mbo_kb.model.collaboration_form import CollaborationForm
    from vmbo_mbo_kb.model.concept import Concept
    from vmbo_mbo_kb.model.dataset import Dataset
    from vmbo_mbo_kb.model.document import Document
    from vmbo_mbo_kb.model.education_level import EducationLevel
    from vmbo_mbo_kb.model.external_dataset import ExternalDataset
    from vmbo_mbo_kb.model.figure import Figure
    from vmbo_mbo_kb.model.good_practice import GoodPractice
    from vmbo_mbo_kb.model.link import Link
    from vmbo_mbo_kb.model.organisation import Organisation
    from vmbo_mbo_kb.model.question import Question
    from vmbo_mbo_kb.model.regulation import Regulation
    from vmbo_mbo_kb.model.source import Source
    from vmbo_mbo_kb.model.statistical_variable import StatisticalVariable
    from vmbo_mbo_kb.model.subsidy_scheme import SubsidyScheme
    from vmbo_mbo_kb.model.theme import Theme

    CLASSES: tuple[type[Entity], ...]
    """The classes of entities, in the order in which every export writes them."""

_ENTITIES = (
    "CollaborationForm",
    "Concept",
    "Document",
    "EducationLevel",
    "ExternalDataset",
    "Figure",
    "GoodPractice",
    "Link",
    "Organisation",
    "Question",
    "Regulation",
    "Source",
    "StatisticalVariable",
    "SubsidyScheme",
    "Theme",
)
"""The classes of entities in writing order; each has a module of its own."""

__all__ = [
    "CLASSES",
    "Alternative",
    "Citation",
    "CollaborationForm",
    "Concept",
    "Confidence",
    "Dataset",
    "Document",
    "EducationLevel",
    "Entity",
    "ExternalDataset",
    "Figure",
    "Gap",
    "GoodPractice",
    "Link",
    "Model",
    "Note",
    "Organisation",
    "Part",
    "Period",
    "Question",
    "Regulation",
    "Source",
    "StatisticalVariable",
    "SubsidyScheme",
    "Text",
    "Theme",
    "Title",
]


def __getattr__(name: str) -> Any:
    value: Any
    if name == "CLASSES":
        value = tuple(__getattr__(each) for each in _ENTITIES)
    elif name in __all__:
        home = _module(name) if name in (*_ENTITIES, "Dataset") else "base"
        value = getattr(import_module(f"{__name__}.{home}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def _module(name: str) -> str:
    """The module of a class: its name with underscores."""
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name).lstrip("_")


@cache
def built(name: str) -> "type[Record]":
    """The class of records of this name, ready to be used."""
    _build_small_classes()
    found: type[Record] = __getattr__(name)
    return found


@cache
def _build_small_classes() -> None:
    """Have pydantic build what all classes of records are made of, or it builds it anew within each of them."""
    from vmbo_mbo_kb.model.base import Alternative, Citation, Gap, Note, Period, Text, Title

    for cls in (Text, Title, Period, Citation, Note, Gap, Alternative):
        cls.model_rebuild()
