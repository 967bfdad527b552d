# SPDX-License-Identifier: MIT
"""vmbo-mbo-kb: what is known about collaboration between vmbo and mbo schools, as data.

>>> import vmbo_mbo_kb as kb
>>> data = kb.load()
>>> data.label("vm2", "en")
'Vmbo – mbo 2 pilots (VM2, vmbo-mbo2 course)'

Everything named in ``__all__`` is public; it is loaded when it is first used.
"""

from vmbo_mbo_kb._version import __version__

TYPE_CHECKING = False  # typing takes longer to import than the shipped dataset to load
if TYPE_CHECKING:
    from vmbo_mbo_kb.calendars import Occasion, calendar
    from vmbo_mbo_kb.changes import LogError
    from vmbo_mbo_kb.differences import Difference, diff
    from vmbo_mbo_kb.exporters import Exporter, UnknownFormat, Written
    from vmbo_mbo_kb.findings import DatasetError, Finding, Position, Rule, Severity
    from vmbo_mbo_kb.formatting import Formatting, NotFormatted, format_dataset
    from vmbo_mbo_kb.knowledge_base import KnowledgeBase, load
    from vmbo_mbo_kb.lineage import Lineage
    from vmbo_mbo_kb.model.base import Evidence, UnknownStatement
    from vmbo_mbo_kb.namespaces import DEFAULT_BASE
    from vmbo_mbo_kb.periods import Answer, PartialDate
    from vmbo_mbo_kb.placement import TargetError
    from vmbo_mbo_kb.references import Related
    from vmbo_mbo_kb.releases import ReleaseError, UnknownRelease
    from vmbo_mbo_kb.search import Hit
    from vmbo_mbo_kb.skeleton import IdRefused, new_record
    from vmbo_mbo_kb.sparql.results import BlankNode, Iri, LangString, Row, Solutions, Triples, TypedLiteral
    from vmbo_mbo_kb.sparql.vetting import QueryError, RefusedQuery
    from vmbo_mbo_kb.staleness import Stale, stale
    from vmbo_mbo_kb.unknown import NotHeld, UnknownClass, UnknownId
    from vmbo_mbo_kb.validation import validate

_HOMES = {
    "Answer": "periods",
    "BlankNode": "sparql.results",
    "DEFAULT_BASE": "namespaces",
    "DatasetError": "findings",
    "Difference": "differences",
    "Evidence": "model.base",
    "Exporter": "exporters",
    "Finding": "findings",
    "Formatting": "formatting",
    "Hit": "search",
    "IdRefused": "skeleton",
    "Iri": "sparql.results",
    "KnowledgeBase": "knowledge_base",
    "LangString": "sparql.results",
    "Lineage": "lineage",
    "LogError": "changes",
    "NotFormatted": "formatting",
    "NotHeld": "unknown",
    "Occasion": "calendars",
    "PartialDate": "periods",
    "Position": "findings",
    "QueryError": "sparql.vetting",
    "RefusedQuery": "sparql.vetting",
    "Related": "references",
    "ReleaseError": "releases",
    "Row": "sparql.results",
    "Rule": "findings",
    "Severity": "findings",
    "Solutions": "sparql.results",
    "Stale": "staleness",
    "TargetError": "placement",
    "Triples": "sparql.results",
    "TypedLiteral": "sparql.results",
    "UnknownClass": "unknown",
    "UnknownFormat": "exporters",
    "UnknownId": "unknown",
    "UnknownRelease": "releases",
    "UnknownStatement": "model.base",
    "Written": "exporters",
    "calendar": "calendars",
    "diff": "differences",
    "format_dataset": "formatting",
    "load": "knowledge_base",
    "new_record": "skeleton",
    "stale": "staleness",
    "validate": "validation",
}
"""The module that each public name comes from."""

__all__ = [
    "DEFAULT_BASE",
    "Answer",
    "BlankNode",
    "DatasetError",
    "Difference",
    "Evidence",
    "Exporter",
    "Finding",
    "Formatting",
    "Hit",
    "IdRefused",
    "Iri",
    "KnowledgeBase",
    "LangString",
    "Lineage",
    "LogError",
    "NotFormatted",
    "NotHeld",
    "Occasion",
    "PartialDate",
    "Position",
    "QueryError",
    "RefusedQuery",
    "Related",
    "ReleaseError",
    "Row",
    "Rule",
    "Severity",
    "Solutions",
    "Stale",
    "TargetError",
    "Triples",
    "TypedLiteral",
    "UnknownClass",
    "UnknownFormat",
    "UnknownId",
    "UnknownRelease",
    "UnknownStatement",
    "Written",
    "__version__",
    "calendar",
    "diff",
    "format_dataset",
    "load",
    "new_record",
    "stale",
    "validate",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(__import__(f"{__name__}.{home}", fromlist=[name]), name)  # importlib itself is dear here
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
