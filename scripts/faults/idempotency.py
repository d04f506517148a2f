#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One Idempotency-Key, many submissions: one task; another body under it: 422."""

import concurrent.futures

import pictures
from harness import expect, main


def check(make, options, folder):
    service = make()
    service.start()
    client, source = service.client, pictures.face(1)
    count = 0
    for burst in range(10):
        target = pictures.marked(pictures.face(3), f"burst {burst}")
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda _: client.submit(source, target, key=f"burst-{burst}"), range(16)))
        expect({answer.status for answer in answers} == {202}, f"answers {[answer.status for answer in answers]}")
        expect(len({answer.json["id"] for answer in answers}) == 1, "parallel submissions made several tasks")
        count += 1
    target = pictures.marked(pictures.face(3), "first")
    first = client.accepted(source, target, key="key")
    expect(client.accepted(source, target, key="key") == first, "the same request made a second task")
    expect(client.ended(first)["status"] == "succeeded", "the task did not succeed")
    expect(client.accepted(source, target, key="key") == first, "the same request made a second task after the end")
    others = {
        "another target": (source, pictures.marked(pictures.face(3), "second"), None),
        "another source": (pictures.marked(source, "second"), target, None),
        "other options": (source, target, {"fusion_degree": 50}),
    }

    def refuse(when):
        for what, (source_, target_, options_) in others.items():
            answer = client.submit(source_, target_, key="key", options=options_)
            expect(
                (answer.status, answer.code) == (422, "idempotency_key_reused"),
                f"{what} {when} was answered with {answer.status} {answer.code}",
            )

    refuse("at once")
    # Two bodies at the same time under one key: one of them is a task, the other one is refused.
    bodies = [pictures.marked(pictures.face(3), f"race {number}") for number in range(8)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda body: client.submit(source, body, key="race"), bodies))
    statuses = sorted(answer.status for answer in answers)
    expect(statuses == [202] + [422] * 7, f"eight bodies under one key: {statuses}")
    service.kill()
    service.start()
    client = service.client
    expect(client.accepted(source, target, key="key") == first, "the same request made a second task after a kill")
    refuse("after a kill")
    ids = {id for id, _ in client.listed()}
    expect(len(ids) == count + 2, f"{len(ids)} tasks, expected {count + 2}")
    return "10 bursts of 16 parallel submissions made 10 tasks; other bodies: 422, also in a race and after a kill"


if __name__ == "__main__":
    main("idempotency", check, __doc__)
