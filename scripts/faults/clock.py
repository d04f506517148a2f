#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The clock goes back and forward by an hour, across restarts and while tasks run (libfaketime)."""

import glob
import time

import pictures
from harness import Skipped, expect, main

LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/local/lib/faketime/libfaketimeMT.so.1")


def library():
    for pattern in LIBRARIES:
        for path in glob.glob(pattern):
            return path
    raise Skipped("needs the package faketime")


def check(make, options, folder):
    offset = folder / "offset"
    environment = {
        "LD_PRELOAD": library(),
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_NO_CACHE": "1",
        # Real clocks jump; CLOCK_MONOTONIC does not.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        # Set by the library otherwise, which moves the environment from where Swift looks for the arguments.
        "FAKETIME_SHARED": "/facefleet-none /facefleet-none",
    }
    offset.write_text("+0\n")
    service = make(environment=environment)
    service.start()
    source, count, slowest = pictures.face(1), 0, 0.0
    ids, before = [], {}

    def submit(number):
        nonlocal count
        for _ in range(number):
            count += 1
            target = pictures.marked(pictures.face(3), f"clock {count}")
            ids.append(service.client.accepted(source, target, key=f"clock-{count}"))

    def finish():
        nonlocal slowest
        for id in ids:
            began = time.monotonic()
            task = service.client.ended(id, within=60)
            slowest = max(slowest, time.monotonic() - began)
            expect(task["status"] == "succeeded", f"task ended as {task}")
            expect(before.setdefault(id, task) == task, f"a finished task changed: {before[id]} to {task}")

    for jump in ("-3600", "+0", "+3600", "+0"):
        service.client.post("/v1/queue/pause")
        submit(2)
        service.kill()
        offset.write_text(jump + "\n")
        service.start()
        service.client.post("/v1/queue/resume")
        submit(2)
        finish()
    for jump in ("-3600", "+3600", "+0"):
        submit(4)
        offset.write_text(jump + "\n")
        submit(2)
        finish()
    first = service.client.accepted(source, pictures.marked(pictures.face(3), "clock 1"), key="clock-1")
    expect(first == ids[0], "a key made a second task after the clock had jumped")
    listed = [id for id, _ in service.client.listed()]
    expect(sorted(listed) == sorted(ids), f"{len(listed)} tasks listed, {len(ids)} accepted")
    expect(service.stop() == 0, "the service does not stop cleanly")
    return f"7 jumps of an hour, {count} tasks succeeded, the longest wait {slowest:.1f} s, finished ones unchanged"


if __name__ == "__main__":
    main("clock", check, __doc__)
