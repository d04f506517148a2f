#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The same for one process that keeps queue and store itself: killed, stopped, without room on its disk, under load."""

import collections
import hashlib
import pathlib
import random
import signal
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/faults"))

from disk import fill, mounted
from harness import TERMINAL, expect, main
from load import Load, Outside
from receiver import Receiver

SIZE = "size=2g"


class Single(Load):
    """The load, towards one service whose port is another after each start."""

    def __init__(self, options, hook):
        super().__init__([], 0, options, hook, None)

    def aim(self, service):
        self.clients = [Outside("127.0.0.1", service.client.port)]


def kill(service, dice, folder):
    service.kill()
    if dice.random() < 0.2:
        # Killed while it starts, too.
        service.launch()
        time.sleep(dice.uniform(0, 1))
        service.kill()
    service.start()


def pause(service, dice, folder):
    """Sometimes longer than a lease."""
    service.process.send_signal(signal.SIGSTOP)
    time.sleep(dice.choice((1, 3, 17)) if dice.random() < 0.5 else 1)
    service.process.send_signal(signal.SIGCONT)


def stop(service, dice, folder):
    """As an operator does it."""
    service.stop()
    service.start()


def fill_disk(service, dice, folder):
    filler = fill(folder)
    time.sleep(dice.uniform(0.5, 3))
    if dice.random() < 0.3:
        # Also killed without room; it may not start before there is some.
        service.kill()
        filler.unlink()
        service.start()
    else:
        filler.unlink()


FAULTS = [(kill, 12), (pause, 3), (stop, 2), (fill_disk, 3)]


def check(make, options, folder):
    with mounted(folder / "disk", SIZE) as place:
        return under_faults(make, options, place)


def under_faults(make, options, place):
    dice = options.random
    options.outstanding, options.detections = 60, options.detections / 100
    receiver = Receiver()
    service = make("--webhook-allow", "127.0.0.0/8", "--log-level", "info", place=place)
    service.start()
    load = Single(options, receiver.url)
    load.aim(service)
    made, began = collections.Counter(), time.monotonic()
    load.start(options.tasks / (options.faults * options.gap))
    while sum(made.values()) < options.faults or load.count < options.tasks:
        time.sleep(dice.uniform(0.2, 1.8) * options.gap)
        if sum(made.values()) < options.faults * 1.5:
            body = dice.choices([body for body, _ in FAULTS], [weight for _, weight in FAULTS])[0]
            made[body.__name__] += 1
            body(service, dice, place)
            load.aim(service)
        expect(not load.wrong, f"clients: {load.wrong[:3]}")
    took = time.monotonic() - began
    within(600, lambda: load.is_done)
    expect(load.is_done, f"{len(load.open)} tasks have not ended: {list(load.open)[:3]}")
    return judge(service, load, receiver, made, took)


def within(seconds, condition):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.2)


def judge(service, load, receiver, made, took):
    load.stopping.set()
    for thread in load.threads:
        thread.join(30)
    statuses = collections.Counter()
    fusions = [task for task in load.tasks.values() if task.kind == "fusion"]
    for task in load.tasks.values():
        answer = load.clients[0].get(task.path)
        if task.is_erased:
            expect(answer.status == 410, f"{task.path} was erased and is {answer.status}")
            statuses["erased"] += 1
            continue
        # What ended half an hour ago has left the queue, and a search leaves nothing.
        if task.kind == "detection" and answer.status == 404 and task.ended_at and time.time() - task.ended_at > 1700:
            statuses["detection, retired"] += 1
            continue
        expect(answer.status == 200, f"{task.path}: {answer.status} {answer.body[:200]!r}")
        load.compare(task, answer)
        statuses[f"{task.kind} {task.end and task.end[0]}"] += 1
        expect(len(set(task.ends)) == 1 and not task.went_back, f"{task.path}: {task.ends} {task.went_back}")
        words = str((answer.json.get("error") or {}).get("detail", ""))
        expect(task.end[0] in ("succeeded", "canceled") or "ended its worker" in words, f"{task.path}: {answer.json}")
        expect(task.end[0] != "canceled" or task.action == "cancel", f"{task.path} was canceled by nobody")
    results(load, fusions)
    listed = collections.Counter(id for id, _ in service.client.listed())
    known = {task.id for task in fusions if not task.is_erased}
    expect(max(listed.values()) == 1 and set(listed) == known,
           f"{len(set(listed) - known)} tasks that nobody asked for, {len(known - set(listed))} missing")
    counts = service.client.get("/v1/queue").json
    left = [row for row in counts["classes"].values() if row["queued"] or row["delayed"] or row["running"]]
    expect(not left, f"left in the queue: {counts['classes']}")
    hooks(receiver, fusions)
    again = len(receiver.all()) - len({found[0] for found in receiver.all()})
    return (
        f"{len(load.tasks)} tasks, {sum(made.values())} faults {dict(made)} in {took:.0f} s; {dict(statuses)}; "
        f"answers lost {load.lost_answers}, refused {dict(load.refused)}, repeats {load.repeats}, "
        f"webhooks {len(receiver.all())}, {again} of them again"
    )


def results(load, fusions):
    for task in fusions:
        if task.end and task.end[0] == "succeeded" and not task.is_erased:
            body = load.clients[0].get(task.path + "/result").body
            expect(hashlib.sha256(body).hexdigest() == task.end[1], f"{task.path}: another result than told")


def hooks(receiver, fusions):
    asked = [task for task in fusions if task.hook and not task.is_erased]

    def unheard():
        heard = {found[1]["data"]["id"] for found in receiver.all()}
        return [task for task in asked if task.id not in heard]

    within(200, lambda: not unheard())
    expect(not unheard(), f"{len(unheard())} tasks without a webhook: {unheard()[0].path if unheard() else ''}")
    events = collections.defaultdict(set)
    for identifier, message, _, _ in receiver.all():
        events[message["data"]["id"]].add((identifier, message["type"]))
    expect(all(len(found) == 1 for found in events.values()), "a task's webhook came under two ids")


if __name__ == "__main__":
    main("embedded", check, __doc__, tasks=(10_000, "tasks"), faults=(200, "faults at least"),
         gap=(3.0, "seconds between two"), detections=(60, "searches for faces among 100 tasks"))
