# SPDX-License-Identifier: MIT
"""``python -m vmbo_mbo_kb``: the command line."""

from vmbo_mbo_kb.cli import main

main()
