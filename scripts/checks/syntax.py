# SPDX-License-Identifier: Apache-2.0
"""Shell scripts and Python files are well formed.

Usage: syntax.py ROOT
"""

import ast
import pathlib
import subprocess
import sys

import sources


def flaw(root, name):
    """What is wrong with a file; an empty text when nothing is."""
    path = pathlib.Path(root) / name
    if sources.kind(root, name) == "shell":
        shell = "sh" if path.read_text().startswith("#!/bin/sh") else "bash"
        return subprocess.run([shell, "-n", str(path)], capture_output=True, text=True).stderr.strip()
    try:
        ast.parse(path.read_text(), name)
    except SyntaxError as error:
        return str(error)
    return ""


def main():
    root = sys.argv[1]
    code = [name for name in sources.files(root) if sources.kind(root, name) in ("shell", "python")]
    failures = [f"{name}: {text}" for name in code if (text := flaw(root, name))]
    print("\n".join(failures), end="\n" if failures else "")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
