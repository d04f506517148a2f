#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Cancel and erase at random stages: what is canceled ends so, what is erased leaves nothing to read."""

import collections
import time

import pictures
from harness import expect, main


def traces(service, text):
    """Files of the data folder that hold a text."""
    return [path.name for path in service.data.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def canceled(service, options, count):
    found, client, source = collections.Counter(), service.client, pictures.face(1)
    seen = {}
    for number in range(count):
        large = options.random.random() < 0.5
        target = pictures.face(4, "large") if large else pictures.face(3)
        id = client.accepted(source, pictures.marked(target, f"cancel {number}"))
        time.sleep(options.random.uniform(0, 1.2 if large else 0.2))
        stage = (client.task(id)["progress"] or {}).get("stage") or client.task(id)["status"]
        answer = client.post(f"/v1/fusions/{id}/cancel")
        task = client.ended(id)
        allowed = {200: {"canceled"}, 202: {"canceled", "succeeded"}, 409: {"succeeded"}}
        expect(
            task["status"] in allowed.get(answer.status, ()),
            f"cancel at {stage} answered {answer.status}, the task ended as {task['status']}",
        )
        result = client.get(f"/v1/fusions/{id}/result")
        expect((result.status == 200) == (task["status"] == "succeeded"), f"{task['status']}, result {result.status}")
        again = client.post(f"/v1/fusions/{id}/cancel")
        expect((again.status, again.code) == (409, "already_terminal"), f"a second cancel: {again.status}")
        found[f"{stage}: {answer.status} {task['status']}"] += 1
        seen[id] = task["status"]
    for id, status in seen.items():
        expect(client.task(id)["status"] == status, "an end changed")
    return found


def erased(service, options, count):
    found, client, source = collections.Counter(), service.client, pictures.face(1)
    names = {}
    for number in range(count):
        large = options.random.random() < 0.5
        name = f"erased-picture-{number}-{options.random.getrandbits(64):x}"
        target = pictures.marked(pictures.face(4, "large") if large else pictures.face(3), name)
        note = f"erased-note-{number}-{options.random.getrandbits(64):x}"
        id = client.accepted(source, target, options={"metadata": {"note": note}})
        time.sleep(options.random.uniform(0, 1.2 if large else 0.2))
        stage = (client.task(id)["progress"] or {}).get("stage") or client.task(id)["status"]
        answer = client.ask("DELETE", f"/v1/fusions/{id}")
        expect(answer.status == 204, f"erase at {stage}: {answer.status} {answer.body[:300]!r}")
        gone(client, id, "at once")
        found[stage] += 1
        names[id] = (name, note)
    # A task behind them all: once it has ended, whatever still ran has ended too.
    client.ended(client.accepted(source, pictures.marked(pictures.face(3), "behind")))
    for id in names:
        gone(client, id, "later")
    return found, names


def gone(client, id, when):
    for path in ("", "/result", "/events", "/deliveries"):
        answer = client.get(f"/v1/fusions/{id}{path}")
        expect((answer.status, answer.code) == (410, "gone"), f"{path or 'task'} {when}: {answer.status}")


def check(make, options, folder):
    service = make()
    service.start()
    cancels = canceled(service, options, options.tasks)
    stages, names = erased(service, options, options.tasks)
    service.kill()
    service.start()
    for id, (picture, note) in names.items():
        gone(service.client, id, "after a kill")
        expect(not traces(service, picture), f"an erased picture is readable in {traces(service, picture)}")
    expect(service.stop() == 0, "the service does not stop cleanly")
    notes = {file for _, note in names.values() for file in traces(service, note)}
    expect(not notes, f"metadata of erased tasks is readable in {sorted(notes)}")
    listing = ", ".join(f"{what} ×{count}" for what, count in sorted(cancels.items()))
    return f"canceled: {listing}; erased at {dict(stages)}, nothing readable in {service.data.name}/"


if __name__ == "__main__":
    main("cancel", check, __doc__, tasks=(20, "tasks canceled, and tasks erased"))
