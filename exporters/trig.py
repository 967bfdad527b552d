# SPDX-License-Identifier: MIT
"""TriG: Turtle for tools that load datasets. The data is in the default graph, so the bytes are the same."""

from vmbo_mbo_kb.exporters.turtle import Turtle


class TriG(Turtle):
    """RDF for people to read, in the default graph."""

    name = "trig"
    title = "TriG"
    media_type = "application/trig"
    file_name = "vmbo-mbo-kb.trig"
