# SPDX-License-Identifier: Apache-2.0
"""The checks have to be able to fail: what the service must never do is done by hand, and has to be noticed."""

import time

from fleet import WORKERS
from verdict import Verdict
from wire import SHARD

COUNT = 60


def first(verdict, condition):
    return next(task for task in verdict.tasks if condition(task))


def succeeded(verdict):
    return first(verdict, lambda task: task.kind == "fusion" and task.end and task.end[0] == "succeeded")


def lose_record(lab, verdict):
    """Chosen while it waited, see `sabotage`: neither its record nor its entry in the queue is there any more."""
    return lab.lost


def overwrite_result(lab, verdict):
    task = succeeded(verdict)
    lab.fleet.store.bucket().put("r", task.object, b"another result")
    return task.id


def change_end(lab, verdict):
    """A task that succeeded has failed, says the queue."""
    task = succeeded(verdict)
    change = (
        "local x = cmsgpack.unpack(redis.call('HGET', KEYS[1], 'x')) x.s, x.fc = 4, 'internal'"
        " redis.call('HSET', KEYS[1], 'x', cmsgpack.pack(x))"
    )
    lab.fleet.queue().ask("EVAL", change, 1, f"{SHARD}t:{task.id}")
    return task.id


def count_twice(lab, verdict):
    change = (
        "local m = cmsgpack.unpack(redis.call('GET', KEYS[1])) m.enqueued = m.enqueued + 1"
        " redis.call('SET', KEYS[1], cmsgpack.pack(m))"
    )
    lab.fleet.queue().ask("EVAL", change, 1, SHARD + "m")
    return "does not add up"


def leave_running(lab, verdict):
    lab.fleet.queue().ask("ZADD", SHARD + "l", "9999999999999", "000000000000001" + "0" * 32)
    return "l is not empty"


def list_twice(lab, verdict):
    entry = next(iter(verdict.objects["l"]))
    lab.fleet.store.bucket().put("l", entry.rpartition(".")[0] + ".canceled", b"")
    return "canceled"


def keep_erased(lab, verdict):
    task = first(verdict, lambda task: task.is_erased)
    lab.fleet.store.bucket().put("a", task.object, b"the pictures")
    return task.id


def make_second(lab, verdict):
    lab.fleet.store.bucket().put("a", "0" * 48, b"a second task")
    return "nobody asked for"


def post_under_two_ids(lab, verdict):
    identifier, message, fields, body = lab.receiver.all()[0]
    lab.receiver.received.append(("another", message, fields, body))
    return message["data"]["id"]


def forget_hook(lab, verdict):
    id = lab.receiver.all()[-1][1]["data"]["id"]
    lab.receiver.received = [found for found in lab.receiver.all() if found[1]["data"]["id"] != id]
    return id


# What is done, and the check that has to notice it.
SPOILS = [
    (lose_record, "every accepted task ends"),
    (overwrite_result, "one result, the same everywhere"),
    (change_end, "an end that was seen never changes"),
    (count_twice, "the queue's counts add up and nothing is left in it"),
    (leave_running, "the queue's counts add up and nothing is left in it"),
    (list_twice, "listed once, as it ended"),
    (keep_erased, "nothing is left of an erased task"),
    (make_second, "no second task under one key"),
    (post_under_two_ids, "one webhook-id for each task that asked"),
    (forget_hook, "one webhook-id for each task that asked"),
]


def sabotage(lab, say):
    """Whether every spoil was noticed by its check, in words that name it."""
    lab.options.tasks, lab.options.detections = COUNT, 0.2
    lab.start()
    for name in WORKERS:
        lab.fleet.members[name].kill()
    lab.load.start()
    while len(lab.load.tasks) < COUNT - 5:
        time.sleep(0.1)
    lab.lost = hide(lab)
    for name in WORKERS:
        lab.fleet.members[name].start()
    verdict = Verdict(lab.fleet, lab.load, lab.receiver, [], patience=(20, 5, 10))
    verdict.settle()
    verdict.run()
    good = True
    for spoil, name in SPOILS:
        words = spoil(lab, verdict)
        again = Verdict(lab.fleet, lab.load, lab.receiver, [], patience=(1, 3, 0))
        again.run()
        noticed = [line for line in again.broken.get(name, []) if words in line]
        say(f"{'noticed' if noticed else 'NOT NOTICED'}: {spoil.__name__}: {name}: {(noticed or ['-'])[0][:160]}")
        good = good and bool(noticed)
    return good


def hide(lab):
    """Takes a waiting task's record and its entry away."""
    queue = lab.fleet.queue()
    task = next(task for task in lab.load.tasks.values() if task.kind == "fusion" and not task.action)
    lab.fleet.store.bucket().delete("a", task.object)
    for key in queue.ask("KEYS", SHARD + "q:*"):
        queue.ask("ZREM", key, task.id)
    queue.ask("DEL", f"{SHARD}t:{task.id}")
    return task.id
