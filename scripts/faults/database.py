#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The queue's database is deleted between two runs: accepted tasks come back from the store's segments."""

import hashlib

import pictures
from harness import expect, main


def check(make, options, folder):
    service = make()
    service.start()
    client, source = service.client, pictures.face(1)

    def target(name):
        return pictures.marked(pictures.face(3), name)

    done = [client.accepted(source, target(f"done {number}"), key=f"done-{number}") for number in range(3)]
    before = {id: client.ended(id) for id in done}
    expect(client.post("/v1/queue/pause").status < 300, "the queue does not pause")
    waiting = [client.accepted(source, target(f"waiting {number}"), key=f"key-{number}") for number in range(5)]
    service.kill()
    for path in (service.data / "queue").glob("queue.sqlite*"):
        path.unlink()
    service.start()
    client = service.client
    expect(service.says("tasks restored from the store"), "the log does not tell that tasks came back")
    for id in waiting:
        task = client.ended(id)
        expect(task["status"] == "succeeded", f"a task that waited ended as {task}")
    for id in done:
        now, picture = client.task(id), client.get(f"/v1/fusions/{id}/result")
        expect(now.get("result") == before[id]["result"], f"a finished task is {now} now")
        expect(hashlib.sha256(picture.body).hexdigest() == now["result"]["sha256"], "its result is another one")
    again = client.accepted(source, target("waiting 0"), key="key-0")
    expect(again == waiting[0], "a key made a second task after the database was deleted")
    ids = sorted(id for id, _ in client.listed())
    expect(ids == sorted(done + waiting), f"{len(ids)} tasks are listed, {len(done + waiting)} were accepted")
    return f"{len(waiting)} waiting tasks came back and succeeded, {len(done)} finished ones kept result and time"


if __name__ == "__main__":
    main("database", check, __doc__)
