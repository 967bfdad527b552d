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
