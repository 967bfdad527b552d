# SPDX-License-Identifier: MIT
"""Benchmarks: what loading and exporting cost, beside rdflib and beside merely writing the same bytes.

``python -m benchmarks`` measures everything in one run; ``--short`` takes seconds and suits CI. Nothing here fails
because something is slow: figures are reported, and docs/performance.md is made from them.
"""
