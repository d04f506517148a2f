# SPDX-License-Identifier: Apache-2.0
"""What must not be in the repository: unfinished work, escapes from the language's safety, tests that sleep, and
places of one machine, in a text or as a link.

Usage: words.py ROOT
"""

import os
import re
import sys

import sources

# Pattern, where it is looked for, why it is refused. The patterns are written so that they do not match themselves.
RULES = [
    (r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b", r".", "unfinished work belongs in an issue"),
    (r"\btry" r"!", r"\.swift$", "handle the error"),
    (r"\bas" r"!", r"\.swift$", "use `as?` and handle nil"),
    (r"@unchecked" r"\s+Sendable", r"\.swift$", "make the compiler see why it is safe"),
    (r"nonisolated" r"\(unsafe\)", r"\.swift$", "make the compiler see why it is safe"),
    (r"(?:Task|Thread)\.sleep" r"|\bu?sleep\(", r"^Tests/.*\.swift$", "wait for a signal or use a manual clock"),
    (r"(?<![\w.~])/(?:ho" r"me|Us" r"ers|ro" r"ot|wo" r"rk)/\w", r".", "a path of one machine"),
    (
        r"\b(?:pypi|pythonhosted|debian|ubuntu)\." r"(?:org|com)\b",
        r"^(?:scripts/|Makefile|\.ci/)",
        "take the registry from the machine's own configuration",
    ),
]


def findings(root):
    for name in sources.names(root):
        path = os.path.join(root, name)
        if os.path.islink(path) and os.path.isabs(os.readlink(path)):
            yield f"{name}: a link to {os.readlink(path)}: a path of one machine"
    for name in sources.files(root):
        if sources.kind(root, name) is None and not name.endswith((".md", ".json", ".txt", ".yml", ".yaml")):
            continue
        rules = [rule for rule in RULES if re.search(rule[1], name)]
        for number, line in enumerate(sources.lines(root, name), 1):
            for pattern, _, reason in rules:
                match = re.search(pattern, line)
                if match:
                    yield f"{name}:{number}: `{match.group()}`: {reason}"


def main():
    failures = list(findings(sys.argv[1]))
    print("\n".join(failures), end="\n" if failures else "")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
