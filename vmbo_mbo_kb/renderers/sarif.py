# SPDX-License-Identifier: MIT
"""For code scanning: SARIF 2.1.0, the Static Analysis Results Interchange Format of OASIS.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from vmbo_mbo_kb._version import __version__
from vmbo_mbo_kb.findings import Finding, Rule
from vmbo_mbo_kb.renderers import places
from vmbo_mbo_kb.words import Language

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(findings: Sequence[Finding], language: Language = "en", *, color: bool = False) -> str:
    """See :class:`vmbo_mbo_kb.renderers.Render`."""
    rules = sorted({finding.code: finding.rule for finding in findings}.items())
    indices = {code: index for index, (code, _) in enumerate(rules)}
    uris = {file: _uri(path) for file, path in places(findings).items()}
    driver = {
        "name": "vmbo-mbo-kb",
        "semanticVersion": __version__,
        "rules": [_rule(rule, language) for _, rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "language": language,
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, indices[finding.code], uris[finding.file], language) for finding in findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule, language: Language) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.explanation[language]},
        "help": {"text": f"vmbo-mbo-kb rule {rule.code} --lang {language}"},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _result(finding: Finding, index: int, uri: str, language: Language) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": uri},
            "region": {"startLine": finding.position.line, "startColumn": finding.position.column},
        }
    }
    if finding.path:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.path, "kind": "member"}]
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": finding.said(language)},
        "locations": [location],
    }


def _uri(path: Path) -> str:
    """A path as a URI, or as a reference relative to one."""
    written = quote(os.fsencode(path.as_posix()))
    return f"file://{written}" if path.is_absolute() else written
