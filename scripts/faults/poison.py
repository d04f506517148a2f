#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A picture that ends the process whenever it is worked on: it alone ends in the dead letters.

The process is killed from outside each time the task is seen running, which is what such a picture would do.
"""

import time

import pictures
from harness import TERMINAL, expect, main

KILLS = 10


def check(make, options, folder):
    service = make()
    service.start()
    client, source = service.client, pictures.face(1)
    client.post("/v1/queue/pause")
    neighbours = []

    def neighbour():
        target = pictures.marked(pictures.face(3), f"neighbour {len(neighbours)}")
        neighbours.append(client.accepted(source, target))

    for _ in range(3):
        neighbour()
    # Large, so that it runs long enough to be seen.
    poison = client.accepted(source, pictures.face(4, "large"))
    for _ in range(3):
        neighbour()
    client.post("/v1/queue/resume")
    kills = 0
    while True:
        deadline = time.monotonic() + 60
        while (task := client.task(poison))["status"] not in TERMINAL | {"running"}:
            expect(time.monotonic() < deadline, f"the poison task does not start: {task}")
        if task["status"] in TERMINAL:
            break
        kills += 1
        expect(kills <= KILLS, f"the poison task ran {kills} times and is {task}")
        service.kill()
        service.start()
        client = service.client
        neighbour()
    expect(task["status"] == "failed", f"the poison task ended as {task}")
    for id in neighbours:
        ended = client.ended(id)
        expect(ended["status"] == "succeeded", f"a neighbour ended as {ended}")
    dead = [item["id"] for item in client.get("/v1/dead-letters").json["items"]]
    expect(dead == [poison], f"dead letters: {dead}, the poison task is {poison}")
    # Replayed, it is a new task, which succeeds now that nothing kills its process.
    replay = client.post(f"/v1/dead-letters/{poison}/replay")
    expect(replay.status == 202, f"replay answers {replay.status} {replay.body[:300]!r}")
    again = client.ended(replay.json["id"])
    expect(again["status"] == "succeeded" and again.get("replay_of") == poison, f"the replay ended as {again}")
    expect(client.task(poison)["status"] == "failed", "the dead letter changed")
    return f"dead after {kills} kills ({task['error']['detail']}); {len(neighbours)} neighbours succeeded; replay done"


if __name__ == "__main__":
    main("poison", check, __doc__)
