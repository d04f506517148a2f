#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 at random instants under load: every accepted task ends exactly once, none lost, none doubled."""

import collections
import http.client
import threading
import time

import pictures
from harness import TERMINAL, expect, main
from receiver import Receiver

TASKS_A_ROUND = 8
OUTSTANDING = 40


class Load:
    """Submits under keys; a request whose answer was lost is sent again under its key, as a client would."""

    def __init__(self, receiver, random):
        self.receiver, self.random = receiver, random
        self.ids, self.lost, self.count = {}, [], 0
        self.ended, self.lock = {}, threading.Lock()
        self.source = pictures.face(1)
        self.targets = [pictures.face(3), pictures.face(4)]

    def requests(self, count):
        again, self.lost = self.lost, []
        for _ in range(count):
            self.count += 1
            again.append(f"request-{self.count}")
        return again

    def send(self, client, key):
        number = int(key.split("-")[1])
        target = pictures.marked(self.targets[number % 2], key)
        try:
            answer = client.submit(self.source, target, key=key, webhook={"url": self.receiver.url})
        except (OSError, http.client.HTTPException):
            with self.lock:
                self.lost.append(key)
            return
        expect(answer.status == 202, f"{key} was answered with {answer.status} {answer.body[:300]!r}")
        with self.lock:
            id = answer.json["id"]
            expect(self.ids.setdefault(key, id) == id, f"{key} made two tasks: {self.ids[key]} and {id}")

    def watch(self, client):
        """Notes ends; an end that was seen once must never change."""
        for id in list(self.ids.values()):
            before = self.ended.get(id)
            if before and self.random.random() > 0.05:
                continue
            task = client.task(id)
            expect("status" in task, f"task {id} is gone: {task}")
            now = (task["status"], task["finished_at"], (task["result"] or {}).get("sha256"))
            expect(before in (None, now), f"task {id} ended as {before} and is {now} now")
            if task["status"] in TERMINAL:
                self.ended[id] = now


def one_round(service, load, random):
    """Load from two threads until the kill, which comes at a random instant."""
    client, failures = service.client, []
    waiting = len(load.ids) - len(load.ended)
    keys = load.requests(0 if waiting > OUTSTANDING else TASKS_A_ROUND)

    def work(part):
        for key in part:
            try:
                load.send(client, key)
            except Exception as error:  # told by the main thread
                failures.append(error)

    threads = [threading.Thread(target=work, args=(keys[number::2],)) for number in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(random.uniform(0, 0.9))
    service.kill()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def check(make, options, folder):
    receiver = Receiver()
    service = make("--webhook-allow", "127.0.0.0/8", "--log-level", "info")
    load = Load(receiver, options.random)
    times = [service.start()]
    for number in range(options.rounds):
        one_round(service, load, options.random)
        if options.random.random() < 0.2:
            # Killed while it starts, too: what a start repairs must not depend on coming to its end.
            service.launch()
            time.sleep(options.random.uniform(0, 1))
            service.kill()
        times.append(service.start())
        load.watch(service.client)
    for key in load.requests(0):
        load.send(service.client, key)
    statuses = collections.Counter(service.client.ended(id, within=120)["status"] for id in load.ids.values())
    load.watch(service.client)
    judge(service, load, receiver, statuses)
    repeats = len(receiver.all()) - len({found[0] for found in receiver.all()})
    return (
        f"{options.rounds} kills, {load.count} requests, {dict(statuses)}, {repeats} webhooks repeated, "
        f"ready again after {sorted(times)[len(times) // 2]:.2f} s (median), {max(times):.2f} s (most)"
    )


def judge(service, load, receiver, statuses):
    expect(len(load.ids) == load.count, f"{load.count} requests, {len(load.ids)} accepted")
    expect(len(set(load.ids.values())) == load.count, "two requests are one task")
    listed = collections.Counter(id for id, _ in service.client.listed())
    doubled = [id for id, count in listed.items() if count > 1]
    expect(not doubled, f"listed twice: {doubled}")
    unknown, missing = set(listed) - set(load.ids.values()), set(load.ids.values()) - set(listed)
    expect(not unknown and not missing, f"{len(unknown)} tasks that nobody asked for, {len(missing)} that are missing")
    failed = [task for task in map(service.client.task, load.ids.values()) if task["status"] == "failed"]
    # A task that was alone in the process at three of the kills counts as one that ends its process.
    wrong = [task for task in failed if "ended its worker" not in (task["error"] or {}).get("detail", "")]
    expect(not wrong and statuses["succeeded"] + len(failed) == load.count, f"ended otherwise: {statuses} {wrong[:1]}")
    deadline = time.monotonic() + 90
    while len({found[0] for found in receiver.all()}) < load.count and time.monotonic() < deadline:
        time.sleep(0.2)
    events = collections.defaultdict(set)
    for identifier, message, _, _ in receiver.all():
        events[message["data"]["id"]].add((identifier, message["type"]))
    told = [id for id in load.ids.values() if len(events[id]) == 1]
    expect(len(told) == load.count, f"{len(told)} of {load.count} tasks had exactly one webhook's end")


if __name__ == "__main__":
    main("kill", check, __doc__, rounds=(200, "kills"))
