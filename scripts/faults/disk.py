#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The disk is full, or read-only: a clear error or 503, and nothing accepted by half."""

import collections
import contextlib
import os
import subprocess
import time

import pictures
from harness import Skipped, expect, main


@contextlib.contextmanager
def mounted(folder, options):
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode != 0:
        raise Skipped("a file system of a few megabytes needs root and leave to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def too_small(service):
    """A disk that has no room for a segment: the service starts, says why it takes nothing, and stops."""
    service.start()
    ready = service.client.get("/readyz", admin=True).status
    expect(ready == 503, f"on a disk without room /readyz says {ready}")
    for number in range(3):
        answer = service.client.submit(pictures.face(1), pictures.face(3), key=f"small-{number}")
        expect((answer.status, answer.code) == (503, "storage_failed"), f"no room is answered with {answer.status}")
        expect(answer.headers["Retry-After"], "503 without Retry-After")
    expect(not service.client.listed(), "a task was made without room for it")
    expect(service.says("No space left on device"), "the log does not tell the cause")
    expect(service.stop() == 0, "the service does not stop cleanly")


def refusal(service):
    """The last words of a service that does not start."""
    service.launch()
    status = service.process.wait(30)
    words = (service.log_text().strip().splitlines() or ["nothing"])[-1]
    expect(status not in (0, -6, -11), f"the service ended with {status}: {words}")
    expect("storage_failed" in words, f"the service ended with {status}, which does not say why: {words}")
    return words


def fill(folder):
    path = folder / "filler"
    with contextlib.suppress(OSError), open(path, "wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 20))
    with contextlib.suppress(OSError), open(path, "ab", buffering=0) as file:
        while True:
            file.write(bytes(1 << 10))
    return path


def until_refused(client, source):
    """Submits large pictures until there is no room for one; the ids of those that were accepted, and the refusal."""
    large, accepted = pictures.padded(pictures.face(3), 12_000_000), []
    for number in range(60):
        answer = client.submit(source, pictures.marked(large, f"large {number}"), key=f"large-{number}")
        if answer.status != 202:
            return accepted, answer
        accepted.append(answer.json["id"])
    expect(False, f"{len(accepted)} pictures of 12 MB went onto a disk of 450 MB")


def full_while_running(make, folder):
    """First no room for another segment, then no room at all, then room again; gives what was measured."""
    service = make(place=folder)
    service.start()
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(170_000_000))
    client, source = service.client, pictures.face(1)
    client.post("/v1/queue/pause")
    accepted, refused = until_refused(client, source)
    expect(len(accepted) > 3, f"a disk of 450 MB took {len(accepted)} pictures of 12 MB")
    expect(refused.status == 503, f"a full disk is answered with {refused.status} {refused.body[:300]!r}")
    expect(refused.headers["Retry-After"], "503 without Retry-After")
    ready = client.get("/readyz", admin=True).status
    expect(ready == 503, f"without room for another task /readyz says {ready}")
    filler, small = fill(folder), pictures.marked(pictures.face(3), "small")
    answers = []
    for number in range(100):
        answers.append(client.submit(source, pictures.marked(small, str(number)), key=f"small-{number}"))
    accepted += [answer.json["id"] for answer in answers if answer.status == 202]
    statuses = {answer.status for answer in answers}
    expect(statuses <= {202, 503}, f"on a full disk: {statuses}")
    expect(503 in statuses, "a full disk takes 100 further tasks")
    # Results and ends need room too: work goes on as far as it can, and is finished once there is room.
    resumed = client.post("/v1/queue/resume")
    expect(resumed.status in (200, 204, 503), f"resuming on a full disk: {resumed.status} {resumed.body[:300]!r}")
    time.sleep(5)
    without_room = sum(client.task(id)["status"] == "succeeded" for id in accepted)
    filler.unlink()
    ballast.unlink()
    ready = client.get("/readyz", admin=True).status
    expect(ready == 200, f"with room again /readyz says {ready}")
    # A client that was refused asks again under its key.
    again = client.submit(source, pictures.marked(small, "99"), key="small-99")
    expect(again.status == 202, f"with room again: {again.status} {again.body[:300]!r}")
    accepted = list(dict.fromkeys([*accepted, again.json["id"]]))
    expect(client.post("/v1/queue/resume").status < 300, "the queue does not resume with room again")
    for id in accepted:
        task = client.ended(id, within=120)
        expect(task["status"] == "succeeded", f"an accepted task ended as {task}")
    compare(client, accepted, "with room again")
    expect(service.stop() == 0, "the service does not stop cleanly")
    service.start()
    compare(service.client, accepted, "after a restart")
    service.stop()
    return f"full: {len(accepted)} accepted, 503 for the rest, {without_room} done without room, all in the end"


def refused_then_repeated(make, folder):
    """Refused for want of room in the database, repeated under the same keys with room: all succeed."""
    service = make(place=folder)
    service.start()
    client, source = service.client, pictures.face(1)
    accepted = [client.accepted(source, pictures.face(3))]
    client.ended(accepted[0])
    filler, codes, keys = fill(folder), collections.Counter(), range(40)

    def submit(number):
        return client.submit(source, pictures.marked(pictures.face(3), f"again {number}"), key=f"again-{number}")

    for number in keys:
        answer = submit(number)
        codes[answer.code or answer.status] += 1
        expect(answer.status in (202, 503), f"on a full disk: {answer.status} {answer.body[:300]!r}")
    filler.unlink()
    for number in keys:
        answer = submit(number)
        expect(answer.status == 202, f"with room again: {answer.status} {answer.body[:300]!r}")
        accepted.append(answer.json["id"])
    for id in accepted:
        task = client.ended(id)
        expect(task["status"] == "succeeded", f"a task that was refused and then accepted ended as {task}")
    compare(client, accepted, "after all")
    service.stop()
    return dict(codes)


def compare(client, accepted, when):
    listed = [id for id, _ in client.listed()]
    half = set(listed) - set(accepted)
    expect(not half, f"{when}, {len(half)} tasks are listed that were refused: {sorted(half)[:3]}")
    expect(len(listed) == len(accepted), f"{when}, {len(listed)} of {len(accepted)} tasks are listed")


def check(make, options, folder):
    with mounted(folder / "small", "size=8m") as small:
        too_small(make(place=small))
    with mounted(folder / "full", "size=450m") as full:
        running = full_while_running(make, full)
    with mounted(folder / "repeated", "size=300m") as place:
        codes = refused_then_repeated(make, place)
    with mounted(folder / "read-only", "size=300m") as place:
        service = make(place=place)
        service.start()
        id = service.client.accepted(pictures.face(1), pictures.face(3))
        service.client.ended(id)
        service.stop()
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        read_only = refusal(service)
    return (
        f"8 MB: 503; {running}; no room in the database: {codes}, repeated with room: all done; "
        f"read-only: {read_only.rsplit(': ', 1)[-1]}"
    )


if __name__ == "__main__":
    main("disk", check, __doc__)
