# SPDX-License-Identifier: MIT
"""For GitLab: a Code Quality report, to be kept as the artefact ``codequality``.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

import json
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from vmbo_mbo_kb.findings import Finding, Severity
from vmbo_mbo_kb.renderers import places
from vmbo_mbo_kb.words import Language

_SEVERITIES: Final = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def render(findings: Sequence[Finding], language: Language = "en", *, color: bool = False) -> str:
    """See :class:`vmbo_mbo_kb.renderers.Render`."""
    files = {file: path.as_posix() for file, path in places(findings).items()}
    seen: Counter[str] = Counter()
    issues = []
    for finding in findings:
        path = files[finding.file]
        # Without the line, so that a finding stays the same one when lines above it come or go.
        what = "\0".join((path, finding.code, finding.path, finding.message("en")))
        seen[what] += 1
        issues.append(
            {
                "description": finding.said(language),
                "check_name": finding.code,
                "fingerprint": sha256(f"{what}\0{seen[what]}".encode(errors="surrogateescape")).hexdigest(),
                "severity": _SEVERITIES[finding.severity],
                "location": {"path": path, "lines": {"begin": finding.position.line}},
            }
        )
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"
