# SPDX-License-Identifier: MIT
"""Libraries that are not installed with the package, because few need them."""

from __future__ import annotations

from importlib import import_module

from vmbo_mbo_kb.words import Explained

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class NotInstalled(Explained, ImportError):
    """A library is not installed; the message says how to install it."""


def optional(module: str, requirement: str) -> Any:
    """A module that may not be installed.

    :param requirement: what to give pip.
    :raises NotInstalled: it is not; the message says how to install it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise NotInstalled(
            f"hiervoor is {module} nodig: pip install {requirement}", f"this needs {module}: pip install {requirement}"
        ) from error
