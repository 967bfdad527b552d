# SPDX-License-Identifier: MIT
"""Datasets that do not fit in memory: records in JSON Lines by the million, validated and exported from disk.

The unit of work is a *shard*, some megabytes of lines (:mod:`~vmbo_mbo_kb.scale.shards`). Pass 1 reads each shard,
holds its records to the rules that need no other record, and writes sorted *runs* of facts into a work folder: ids,
what refers to them, and, for an export, the records (:mod:`~vmbo_mbo_kb.scale.runs`). The runs are merged, and a join
of ids with references picks out *suspects*: records of which another record may make a finding
(:mod:`~vmbo_mbo_kb.scale.joins`). Suspects are read again and judged by the very functions that judge a dataset in
memory, with an index that looks records up on disk (:mod:`~vmbo_mbo_kb.scale.verdicts`). So there is one set of
rules, and the findings are the same. Pass 2 merges the records and hands them to the exporters
(:mod:`~vmbo_mbo_kb.scale.flow`).
"""

from pathlib import Path
from typing import Final

LARGE: Final = 1 << 26
"""With more bytes of JSON Lines than this, a dataset is not read into memory unasked: it would take some ten times as
many."""


def is_large(folder: Path) -> bool:
    """Whether a dataset has so many lines that it had better be gone through on disk."""
    try:
        return sum(path.stat().st_size for path in folder.glob("*.jsonl")) > LARGE
    except OSError:
        return False  # whoever reads it says so
