# SPDX-License-Identifier: MIT
"""Values as people read them, in Dutch or English: labels instead of names and ids."""

from typing import TYPE_CHECKING, Any

from vmbo_mbo_kb.blueprint import FieldSpec, Kind
from vmbo_mbo_kb.periods import in_words
from vmbo_mbo_kb.words import Language

if TYPE_CHECKING:
    from vmbo_mbo_kb.knowledge_base import KnowledgeBase


def shown(data: "KnowledgeBase", field: FieldSpec, value: Any, language: Language) -> str:
    """A value of a field that holds no parts; ``data`` gives the labels of what is referred to."""
    match field.kind:
        case Kind.TEXT:
            return str(value.get(language) or next(iter(value.values())))
        case Kind.PERIOD:
            return in_words(value["from"], value["through"], language)
        case Kind.REF:
            return f"{data.label(value, language)} ({value})" if value in data else str(value)
        case Kind.CODE:
            assert field.codes is not None
            return next(code for code in field.codes.values if code.value == value).label[language]
        case Kind.BOOLEAN:
            return {"nl": "ja" if value else "nee", "en": "yes" if value else "no"}[language]
        case _:
            return str(value)
