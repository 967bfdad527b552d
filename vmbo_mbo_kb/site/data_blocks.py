# SPDX-License-Identifier: MIT
"""Data inside a page, for scripts and search engines: JSON that no text in it can end or turn into markup."""

import json
from typing import Any

from markupsafe import Markup

_HARMLESS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def data_block(value: Any) -> Markup:
    """A value as JSON for an element ``script`` of a type that is no script.

    >>> print(data_block({"name": "</script><b>"}))
    {"name": "\\u003c/script\\u003e\\u003cb\\u003e"}
    """
    return Markup(json.dumps(value).translate(_HARMLESS))  # noqa: S704 - escaped just here
