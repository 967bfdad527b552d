# SPDX-License-Identifier: MIT
"""For programs: all findings as one JSON object, ``{"findings": [{"code", "severity", "file", "line", …}]}``."""

import json
from collections.abc import Sequence

from vmbo_mbo_kb.findings import Finding
from vmbo_mbo_kb.words import Language


def render(findings: Sequence[Finding], language: Language = "en", *, color: bool = False) -> str:
    """See :class:`vmbo_mbo_kb.renderers.Render`."""
    content = {"findings": [finding.as_dict(language) for finding in findings]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
