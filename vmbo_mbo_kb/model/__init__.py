# SPDX-License-Identifier: MIT
"""The domain model: one class a file, its fields marked with terms and labels, its definitions in docstrings.

This is the only description of the domain. Schemas, exports and documentation are made from it by way of
:mod:`vmbo_mbo_kb.blueprint`.
"""

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

CLASSES: tuple[type[Entity], ...] = (
    CollaborationForm,
    Concept,
    Document,
    EducationLevel,
    ExternalDataset,
    Figure,
    GoodPractice,
    Link,
    Organisation,
    Question,
    Regulation,
    Source,
    StatisticalVariable,
    SubsidyScheme,
    Theme,
)
"""The classes of entities, in the order in which every export writes them."""

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
