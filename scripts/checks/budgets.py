# SPDX-License-Identifier: Apache-2.0
"""Lengths: files up to 300 lines, functions up to 70, lines up to 120 columns; parameters up to 5 (a warning).

Usage: budgets.py ROOT [--record]

What was longer when the check began is listed in scripts/checks/budgets.txt and may only shrink; --record writes that
list anew.
"""

import pathlib
import re
import sys

import sources

FILE_LINES = 300
FUNCTION_LINES = 70
LINE_COLUMNS = 120
PARAMETERS = 5
RECORD = "scripts/checks/budgets.txt"

DECLARATION = re.compile(r"\b(?:func\s+(`[^`]+`|[^\s(<]+)|(init)[?!]?(?=\s*[(<])|(deinit)\b|(subscript)(?=\s*[(<]))")
OPENING = {"(": ")", "[": "]", "{": "}", "<": ">"}


def closing(text, start):
    """The place of the bracket that closes the one at `start`; the end of the text when none does."""
    opener, closer = text[start], OPENING[text[start]]
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] == opener) - (text[place] == closer)
        if depth == 0:
            return place
    return len(text)


def parameter_count(inside):
    """Commas outside of any bracket separate parameters; a trailing one does not."""
    depth, count = 0, 1
    for character in inside.strip().rstrip(","):
        depth += (character in "([{") - (character in ")]}")
        count += character == "," and depth == 0
    return count if inside.strip() else 0


def functions(text):
    """Every function with a body: name, first line, number of lines, parameters."""
    text = sources.blanked(text)
    for match in DECLARATION.finditer(text):
        name = next(group for group in match.groups() if group)
        place, parameters = match.end(), 0
        if name != "deinit":
            opening = text.find("(", match.end())
            if opening < 0:
                continue
            place = closing(text, opening)
            parameters = parameter_count(text[opening + 1 : place])
        body = text.find("{", place)
        next_declaration = DECLARATION.search(text, place)
        if body < 0 or (next_declaration and next_declaration.start() < body) or "}" in text[place:body]:
            continue  # a requirement of a protocol
        first = text.count("\n", 0, match.start()) + 1
        last = text.count("\n", 0, closing(text, body)) + 1
        yield name, first, last - first + 1, parameters


def excesses(root):
    """Everything over a limit: (key that survives edits, value, limit, what to print)."""
    for name in sources.files(root):
        if sources.kind(root, name) is None:
            continue
        lines = sources.lines(root, name)
        count = len(lines) - (lines[-1] == "")
        if count > FILE_LINES:
            yield f"file {name}", count, FILE_LINES, f"{name}: {count} lines"
        wide = [number for number, line in enumerate(lines, 1) if len(line) > LINE_COLUMNS]
        if wide:
            yield f"columns {name}", len(wide), 0, f"{name}:{wide[0]}: {len(wide)} lines over {LINE_COLUMNS} columns"
        if sources.kind(root, name) != "swift":
            continue
        for function, first, length, parameters in functions("\n".join(lines)):
            if length > FUNCTION_LINES:
                key = f"function {name} {function}"
                yield key, length, FUNCTION_LINES, f"{name}:{first}: {function} has {length} lines"
            if parameters > PARAMETERS:
                print(f"warning: {name}:{first}: {function} has {parameters} parameters, limit {PARAMETERS}")


def recorded(root):
    path = pathlib.Path(root) / RECORD
    if not path.exists():
        return {}
    entries = (line.rsplit(" ", 1) for line in path.read_text().splitlines() if line and not line.startswith("#"))
    return {key: int(value) for key, value in entries}


def main():
    root = sys.argv[1]
    found = list(excesses(root))
    if "--record" in sys.argv:
        text = "# SPDX-License-Identifier: Apache-2.0\n# What is over a budget; may only shrink.\n"
        text += "".join(f"{key} {value}\n" for key, value, _, _ in sorted(found))
        (pathlib.Path(root) / RECORD).write_text(text)
        return 0
    allowed = recorded(root)
    failures = [
        f"{message}, limit {max(limit, allowed.get(key, 0))}"
        for key, value, limit, message in found
        if value > max(limit, allowed.get(key, 0))
    ]
    values = {key: value for key, value, _, _ in found}
    failures += [
        f"{RECORD}: {key} is at {values.get(key, 'within the budget')} now, not at {value}; lower the record"
        for key, value in allowed.items()
        if values.get(key, 0) < value
    ]
    print("\n".join(failures), end="\n" if failures else "")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
