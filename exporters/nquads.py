# SPDX-License-Identifier: MIT
"""N-Quads: N-Triples for tools that load datasets. The data is in the default graph, so the bytes are the same."""

from vmbo_mbo_kb.exporters.ntriples import NTriples


class NQuads(NTriples):
    """A statement a line, in the default graph."""

    name = "nquads"
    title = "N-Quads"
    media_type = "application/n-quads"
    file_name = "vmbo-mbo-kb.nq"
