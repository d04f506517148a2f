# SPDX-License-Identifier: Apache-2.0
"""Runs the command lines that the description prints, in their order, against a running service.

Usage: run_samples.py URL DESCRIPTION

Every line runs as it is printed, from the root of the repository, but for the address; one shell runs them all, for
later ones use what earlier ones set.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

PRINTED = "http://localhost:8000"
# What may be refused, for it depends on what went before: (operation, status).
REFUSALS = {("cancelFusion", "409"), ("cancelBatch", "409"), ("redeliver", "404"), ("replayDeadLetter", "404")}
# Statuses are told beside the answers; the lines themselves stay as they are.
CURL = 'curl() { command curl -w "%{stderr}%{http_code}\\n" "$@" 2>>"$STATUSES"; }\n'


def samples(description):
    for operations in description["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict) and "x-codeSamples" in operation:
                yield operation["operationId"], operation["x-codeSamples"][0]["source"]


def main():
    url, path = sys.argv[1:]
    description = json.loads(pathlib.Path(path).read_text())
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "Examples").symlink_to(pathlib.Path("Examples").resolve())
        script = "set -euo pipefail\n" + CURL
        names = []
        for name, source in samples(description):
            names.append(name)
            script += f"export STATUSES={folder}/{name}.statuses\n: >{folder}/{name}.statuses\n"
            script += source.replace(PRINTED, url) + "\n"
        run = subprocess.run(["bash", "-c", script], cwd=folder, env=os.environ, capture_output=True, timeout=300)
        failures = [f"the lines end with status {run.returncode}: {run.stderr.decode()}"] if run.returncode else []
        for name in names:
            file = folder / f"{name}.statuses"
            statuses = file.read_text().split() if file.exists() else []
            wrong = [status for status in statuses if status[0] != "2" and (name, status) not in REFUSALS]
            if wrong or not statuses:
                failures.append(f"the sample of {name} was answered with {' '.join(statuses) or 'nothing'}")
    print("\n".join(failures) if failures else f"{len(names)} samples work as printed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
