# SPDX-License-Identifier: Apache-2.0
"""Drives the web page of a running service in headless Chromium, as a person would.

Writes one JSON line for each scenario, {"scenario", "passed", "error"}, and saves screenshots. Ends with status 1 when
a scenario failed. Needs Debian's chromium, chromium-driver and python3-selenium.

    drive.py --url http://127.0.0.1:8000/ --data DIR --faces DIR --screenshots DIR [--only NAME]

--data is the service's own folder: a stored photo is damaged in it, for which no request could ask.
"""

import argparse
import json
import os
import sys
import traceback

sys.dont_write_bytecode = True

import faults  # noqa: E402
import page  # noqa: E402
import scenarios  # noqa: E402
import service  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("url", "data", "faces", "screenshots"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--only")
    return parser.parse_args()


def attempt(scenario, tab, api):
    """Runs one scenario in a browser that remembers nothing; gives what went wrong, or None."""
    try:
        tab.fresh()
        scenario(tab, api)
        complaints = tab.complaints()
        return f"the console says: {complaints}" if complaints else None
    except Exception:
        tab.save(f"failed-{scenario.__name__}")
        return traceback.format_exc()


def main():
    given = arguments()
    os.makedirs(given.screenshots, exist_ok=True)
    api = service.Service(given.url, given.data, given.faces)
    failed = 0
    with page.Page(given.url, given.screenshots) as tab:
        api.group = tab.drawn_group([api.face(number) for number in (2, 3, 7)])
        api.landscape = tab.drawn_landscape()
        for scenario in scenarios.ALL + faults.ALL:
            if given.only not in (None, scenario.__name__):
                continue
            error = attempt(scenario, tab, api)
            failed += error is not None
            line = {"scenario": scenario.__name__, "passed": error is None, "error": error}
            print(json.dumps(line), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
