# SPDX-License-Identifier: Apache-2.0
"""Every file of code names its licence in the first line, or in the second where the first has its own meaning.

Usage: headers.py ROOT
"""

import sys

import sources

LICENSE = "SPDX-License-Identifier: Apache-2.0"


def has_header(lines):
    if lines[0].startswith(("#!", "// swift-tools-version")):
        lines = lines[1:]
    return bool(lines) and lines[0].lstrip("/# ") == LICENSE


def main():
    root = sys.argv[1]
    code = (name for name in sources.files(root) if sources.kind(root, name) is not None)
    failures = [name for name in code if not has_header(sources.lines(root, name))]
    for name in failures:
        print(f"{name}: the first line does not read {LICENSE}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
