// SPDX-License-Identifier: MIT
// What makes the pages quicker to use. Everything they say can be read without it.
"use strict";
