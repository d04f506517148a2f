# SPDX-License-Identifier: Apache-2.0
"""How long it takes until a fleet works on: after a worker is killed, Redis is lost, another Redis takes over."""

import signal
import time

from fleet import LEASE, WORKERS
from servers import wait_until
from wire import SHARD, Counts

ROUNDS = 5
BACKLOG = 300


def spread(values):
    ordered = sorted(values)
    return f"{ordered[0]:.2f} to {ordered[-1]:.2f}, median {ordered[len(ordered) // 2]:.2f} (n = {len(ordered)})"


def worker_killed(lab, say):
    """From `kill -9` of a worker to the next claim of each task that it held."""
    fleet, load = lab.fleet, begin(lab, tasks=100_000, outstanding=40, detections=0.0)
    times, rounds = [], lab.options.faults or ROUNDS
    for number in range(rounds):
        name = ("w1", "w2", "w3")[number % 3]
        killed, left, queue = lose_worker(fleet, name)
        found = {}
        while len(found) < len(left) and time.monotonic() - killed < LEASE + 30:
            for id, lease in left.items():
                if id in found:
                    continue
                now = queue.task(id)
                # Claimed anew, or already ended under a lease that was not this one.
                if now.get("l") != lease or now.get("s") not in (0, 2):
                    found[id] = time.monotonic() - killed
            time.sleep(0.01)
        times += found.values()
        say(f"{name} killed holding {len(left)}: claimed again after {[f'{t:.2f}' for t in found.values()]} s")
        load.wrong += [f"{id} was not claimed again" for id in left if id not in found]
        fleet.members[name].start()
        fleet.ready(name)
    say(f"kill to next claim: {spread(times)} s; lease {LEASE:.0f} s")
    in_time = all(value <= LEASE + 1 for value in times)
    say(f"{'holds' if in_time else 'BROKEN'}: at most lease + 1 s")
    return end(lab) and in_time and bool(times)


def lose_worker(fleet, name):
    """Kills a worker while it holds tasks: when it stopped, and these tasks with their leases.

    It is stopped first, because only then it is plain which process is which: the one whose leases stay."""
    queue = fleet.queue()
    while True:
        fleet.members[name].signal(signal.SIGSTOP)
        stopped = time.monotonic()
        time.sleep(0.5)
        first = fleet.holders()
        time.sleep(0.5)
        second = fleet.holders()
        still = [holder for holder in second if set(second[holder]) == set(first.get(holder, []))]
        if len(still) == 1:
            fleet.members[name].kill()
            return stopped, {id: queue.task(id).get("l") for id in second[still[0]]}, queue
        fleet.members[name].signal(signal.SIGCONT)
        time.sleep(0.5)


def redis_lost(lab, say):
    """From the first answer of a new, empty Redis until it knows every accepted task that has not ended."""
    fleet, load = lab.fleet, begin(lab, tasks=100_000, outstanding=BACKLOG + 100, detections=0.3)
    times, sizes = [], []
    for _ in range(lab.options.faults or ROUNDS):
        time.sleep(3)
        # Workers stand still until then, so that many tasks wait.
        for name in WORKERS:
            fleet.members[name].signal(signal.SIGSTOP)
        wait_until(lambda: len(load.open) >= BACKLOG, 60, "tasks that wait")
        primary = fleet.primary()
        for server in fleet.servers.values():
            server.kill()
        with load.lock:
            waiting = list(load.open.values())
        for name in WORKERS:
            fleet.members[name].signal(signal.SIGCONT)
        fleet.start_redis(primary)
        client = fleet.servers[primary].client
        wait_until(client.answers, 60, "the new server")
        answered, wall = time.monotonic(), time.time()
        unknown = list(waiting)
        while unknown and time.monotonic() - answered < 700:
            known = client.ask_all([("EXISTS", f"{SHARD}t:{task.id}") for task in unknown])
            unknown = [task for task, there in zip(unknown, known) if not there and task.id in load.open]
            time.sleep(0.05)
        times.append(time.monotonic() - answered)
        sizes.append(len(waiting))
        say(f"Redis lost with {len(waiting)} tasks not seen ended: all known or ended after {times[-1]:.2f} s")
        lab.losses.append((wall - 10, time.time()))
        wait_until(fleet.has_replica, 90, "a replica in step")
    say(f"new Redis to every task known: {spread(times)} s, {min(sizes)} to {max(sizes)} tasks")
    in_time = max(times) <= 60
    say(f"{'holds' if in_time else 'MISSED'}: at most 60 s")
    return end(lab) and in_time


def redis_failover(lab, say):
    """From the new primary's first answer as one to the first claim and the first end there."""
    fleet, load = lab.fleet, begin(lab, tasks=100_000, outstanding=60, detections=0.3)
    claims, ends, switches = [], [], []
    for number in range(lab.options.faults or ROUNDS):
        time.sleep(8)
        old = fleet.primary()
        new = "r2" if old == "r1" else "r1"
        began, wall = time.monotonic(), time.time()
        if number % 2 == 0:
            fleet.servers[old].kill()
        else:
            fleet.hosts[old].cut()
        client = fleet.servers[new].client
        wait_until(lambda: client.role() == "master", 60, "another primary")
        answered = time.monotonic()
        switches.append(answered - began)
        first = progress(client)
        claim = settle = None
        while settle is None and time.monotonic() - answered < 60:
            now = progress(client)
            claim = claim or (now[0] - first[0] and time.monotonic() - answered) or None
            settle = (time.monotonic() - answered) if now[1] > first[1] else None
            time.sleep(0.01)
        claims.append(claim or settle or 60)
        ends.append(settle or 60)
        say(f"{'killed' if number % 2 == 0 else 'cut off'} {old}: {new} is the primary after {switches[-1]:.2f} s; "
            f"first claim {claims[-1]:.2f} s, first end {ends[-1]:.2f} s later")
        time.sleep(2)
        if number % 2 == 0:
            fleet.servers[old].start()
        else:
            fleet.hosts[old].heal()
        wait_until(fleet.has_replica, 90, "a replica in step")
        lab.losses.append((wall - 5, time.time()))
    say(f"new primary to first claim: {spread(claims)} s; to first end: {spread(ends)} s; "
        f"fault to new primary: {spread(switches)} s")
    in_time = max(claims) <= 5
    say(f"{'holds' if in_time else 'MISSED'}: at most 5 s")
    return end(lab) and in_time


def progress(client):
    """How many leases are granted, and how many tasks have ended, as the server's own commands tell."""
    ledger = client.ledger()
    # Under a pool's name alone stands its base; with a flow's behind it, that flow's pass.
    claimed = sum(
        value for name, value in ledger.items() if str(name).startswith("p:") and not str(name).endswith("\x1f")
    )
    return claimed, Counts(ledger).ended


def begin(lab, tasks, outstanding, detections):
    lab.options.tasks, lab.options.outstanding, lab.options.detections = tasks, outstanding, detections
    lab.losses = []
    lab.start()
    lab.load.start()
    time.sleep(3)
    return lab.load


def end(lab):
    """No more load; the verdict."""
    with lab.load.lock:
        lab.options.tasks = 0
    return not lab.judge(lab.losses).broken


ALL = {"worker-killed": worker_killed, "redis-lost": redis_lost, "redis-failover": redis_failover}
