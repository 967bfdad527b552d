# SPDX-License-Identifier: MIT
"""Where the charts of the page lie."""

from typing import Final

CHARTS: Final = "performance"
"""Their folder, beside the page."""


def image(name: str, words: str) -> str:
    """A chart on the page.

    :param words: what it shows, for who does not see it.
    """
    return f"![{words}]({CHARTS}/{name}.svg)\n"
