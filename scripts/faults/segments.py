#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A segment loses its tail, and a bit flips in another record: the log tells it, every other task survives."""

import pictures
from harness import expect, main


def place_of(service, text):
    """The segment that holds a text, and where."""
    for path in service.segments():
        place = path.read_bytes().find(text.encode())
        if place >= 0:
            return path, place
    expect(False, f"no segment holds {text!r}")


def flip(service, text):
    path, place = place_of(service, text)
    with open(path, "r+b") as file:
        file.seek(place + len(text) + 200)
        byte = file.read(1)[0]
        file.seek(place + len(text) + 200)
        file.write(bytes([byte ^ 16]))


def tear(service, text):
    """Cuts the segment in the middle of the picture that begins with the text."""
    path, place = place_of(service, text)
    with open(path, "r+b") as file:
        file.truncate(place + 10_000)


def prepare(make, place):
    """Five tasks that wait in the newest segment when the process is killed."""
    place.mkdir()
    service = make(place=place)
    service.start()
    expect(service.client.post("/v1/queue/pause").status < 300, "the queue does not pause")
    source, ids = pictures.face(1), {}
    for number in range(5):
        name = f"picture-{number}-of-the-fault-test"
        ids[name] = service.client.accepted(source, pictures.marked(pictures.face(3), name))
    service.kill()
    return service, ids


def drop_database(service):
    for path in (service.data / "queue").glob("queue.sqlite*"):
        path.unlink()


def outcome(service, ids, harmed):
    """How the harmed task ended, once all the others have succeeded."""
    service.start()
    service.client.post("/v1/queue/resume")
    for name, id in ids.items():
        if name != harmed:
            task = service.client.ended(id)
            expect(task.get("status") == "succeeded", f"a task beside the damage ended as {task}")
    task = service.client.ended(ids[harmed], within=120)
    expect(task.get("status") != "succeeded", "a damaged picture was fused")
    told = service.says("damage")
    answer = service.client.get(f"/v1/fusions/{ids[harmed]}/result")
    expect(answer.status >= 400, f"the result of a damaged task answers {answer.status}")
    service.kill()
    # What is damaged must not be worse at the next start.
    service.start()
    for name, id in ids.items():
        if name != harmed:
            expect(service.client.task(id)["status"] == "succeeded", "a survivor is gone after another start")
    service.kill()
    what = task.get("code") or f"{task['status']} {(task['error'] or {}).get('code')}"
    return told, what


def check(make, options, folder):
    found = []
    for damage, harm, number in (("flipped bit", flip, 2), ("torn tail", tear, 4)):
        for without_database in (False, True):
            service, ids = prepare(make, folder / f"{harm.__name__}-{without_database}")
            harmed = f"picture-{number}-of-the-fault-test"
            harm(service, harmed)
            if without_database:
                drop_database(service)
            told, what = outcome(service, ids, harmed)
            note = f"{damage}{', no database' if without_database else ''}: {what}"
            expect(told, f"{note}: the log does not tell of the damage")
            found.append(note)
    return "4 of 5 tasks survive each; the harmed one: " + "; ".join(found)


if __name__ == "__main__":
    main("segments", check, __doc__)
