# SPDX-License-Identifier: Apache-2.0
"""The files that the checks look at, and Swift without its strings and comments."""

import pathlib
import re
import subprocess

# Texts of others, and inputs of tests that are wrong on purpose.
IGNORED = ("Examples/", "Tests/Fixtures/", "Benchmarks/quality/labels/")


def names(root):
    """Everything that git would keep; outside of a repository, everything."""
    root = pathlib.Path(root)
    if (root / ".git").exists():
        command = ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return sorted(name for name in output.split("\0") if name)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*"))


def files(root):
    """The files that the checks read."""
    root = pathlib.Path(root)
    return [name for name in names(root) if not name.startswith(IGNORED) and (root / name).is_file()]


def kind(root, name):
    """What a file is written in: swift, c, python, shell, make; None for everything else."""
    suffix = pathlib.PurePath(name).suffix
    by_suffix = {".swift": "swift", ".c": "c", ".h": "c", ".py": "python", ".sh": "shell"}
    if suffix in by_suffix:
        return by_suffix[suffix]
    if pathlib.PurePath(name).name == "Makefile":
        return "make"
    if suffix:
        return None
    with open(pathlib.Path(root) / name, "rb") as file:
        first = file.readline(200)
    if first.startswith(b"#!"):
        return "python" if b"python" in first else "shell" if b"sh" in first else None
    return None


def lines(root, name):
    return (pathlib.Path(root) / name).read_text(encoding="utf-8").split("\n")


TOKEN = re.compile(
    r"""
    //[^\n]*                     # a comment to the end of the line
    | /\*.*?\*/                  # a block comment
    | (?P<pounds>\#*)\"\"\".*?\"\"\"(?P=pounds)   # a string over several lines
    | \#"(?:[^\n])*?"\#          # a raw string
    | "(?:\\\([^\n]*?\)|\\.|[^"\\\n])*"           # a string; an interpolation may hold quotes
    """,
    re.VERBOSE | re.DOTALL,
)


def blanked(text):
    """Swift with strings and comments replaced by spaces, so that braces and words in them do not count."""
    return TOKEN.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
