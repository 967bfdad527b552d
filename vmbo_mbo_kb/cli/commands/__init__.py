# SPDX-License-Identifier: MIT
"""A command a module, under its own name; each calls its click command ``command``."""
