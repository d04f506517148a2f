# SPDX-License-Identifier: Apache-2.0
"""What has to be true in the end, read from outside through both gateways, and from bucket and queue directly."""

import collections
import concurrent.futures
import hashlib
import time

from harness import TERMINAL
from wire import SHARD

SETTLING = 720  # the store is looked through every ten minutes
HOOKS = 200
ARCHIVING = 150
QUIET = 60  # nothing waits, nothing is left to be put back: no more will come


class Verdict:
    """Each check by its name: what breaks it, and what it allows because Redis had lost something."""

    def __init__(self, fleet, load, receiver, losses, patience=(SETTLING, HOOKS, ARCHIVING)):
        self.fleet, self.load, self.receiver, self.losses = fleet, load, receiver, losses
        self.broken, self.allowed = collections.defaultdict(list), collections.Counter()
        self.checked = collections.Counter()
        self.settling, self.hearing, self.archiving = patience

    def check(self, name, good, words=""):
        self.checked[name] += 1
        if not good:
            self.broken[name].append(words() if callable(words) else words)
        return good

    def lost_since(self, moment):
        """Whether the queue may have forgotten what was told it at a moment."""
        return any(end > moment - 1 for _, end in self.losses)

    def run(self):
        self.tasks = list(self.load.tasks.values())
        self.fusions = [task for task in self.tasks if task.kind == "fusion"]
        self.read_bucket()
        self.both = self.ask_both()
        self.ends()
        self.keys()
        self.results()
        self.withdrawn()
        self.queue()
        self.lists()
        self.hooks()

    # What the service says.

    def settle(self):
        """Waits until the clients saw every end and nothing waits or runs; gives the seconds."""
        began = quiet = time.monotonic()
        while time.monotonic() - began < self.settling and time.monotonic() - quiet < QUIET:
            self.fleet.supervise()
            is_empty = not any(self.fleet.counts().now.values())
            if self.load.is_done and is_empty:
                break
            if not is_empty or self.restorable():
                quiet = time.monotonic()
            time.sleep(0.5 if time.monotonic() - began < 20 else 5)
        with self.load.lock:
            left = list(self.load.open.values())
        for task in left:
            self.check("every accepted task ends", False, f"{task.path} ({task.object}): {self.load.look(task)}")
        self.load.stopping.set()
        for thread in self.load.threads:
            thread.join(30)
        for words in self.load.wrong:
            self.check("clients get the answers that they were promised", False, words)
        self.allowed["requests answered 404 though they were recorded, then known"] = len(self.load.missed)
        for words in self.load.stuck:
            self.check("what was refused is accepted later under its key", False, words)
        self.checked["clients get the answers that they were promised"] += len(self.load.tasks)
        took = time.monotonic() - began
        # Ends are archived behind the answers; what was missed, every two minutes.
        while time.monotonic() - began < took + self.archiving and self.restorable():
            time.sleep(1)
        time.sleep(2)
        return took

    def restorable(self):
        """Whether the bucket has a record that a gateway would still put back."""
        bucket = self.fleet.store.bucket()
        finals = bucket.list("f")
        return any(size > 1 and id not in finals for id, size in bucket.list("a").items())

    def ask_both(self):
        """Each task as both gateways tell it."""
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            return dict(zip(self.load.tasks, pool.map(self.ask_one, self.tasks)))

    def ask_one(self, task):
        return [patient(client, task.path) for client in self.load.clients]

    def ends(self):
        for task in self.tasks:
            answers = self.both[task.id]
            self.check("both gateways say the same", answers[0].status == answers[1].status
                       and (answers[0].status != 200 or answers[0].json == answers[1].json),
                       lambda: f"{task.path}: {[(a.status, a.body[:200]) for a in answers]}")
            self.check("every accepted task ends", self.has_ended(task, answers[0]),
                       lambda: f"{task.path} ({task.object}, accepted {task.accepted:.1f}): "
                               f"{answers[0].status} {answers[0].body[:200]!r}")
            if answers[0].status == 200:
                self.load.compare(task, answers[0])
            self.unchanged(task)

    def has_ended(self, task, answer):
        if task.is_erased:
            return True
        if answer.status == 200:
            return answer.json["status"] in TERMINAL
        if answer.status in (404, 410) and task.kind == "detection" and self.lost_since(task.accepted):
            # Nothing is kept of a search but in the queue; its pictures go once it has ended.
            ended = task.end is not None or self.objects["a"].get(task.object) == 1
            self.allowed["searches that ended and that a lost Redis forgot"] += ended
            return ended
        return False

    def unchanged(self, task):
        name = "an end that was seen never changes"
        self.checked[name] += 1
        forgotten = self.lost_since(task.ended_at or task.accepted)
        ends = list(dict.fromkeys(task.ends))
        if len(ends) > 1 and not (forgotten and ends[0][0] != "succeeded"):
            self.broken[name].append(f"{task.path} ended as {ends}")
        elif len(ends) > 1:
            self.allowed[f"{ends[0][0]}, which a lost Redis forgot, now {ends[-1][0]}"] += 1
        if task.went_back and not forgotten:
            self.broken[name].append(f"{task.path} ended as {ends} and was {task.went_back} afterwards")
        elif task.went_back:
            self.allowed[f"{ends[0][0]}, for a while {task.went_back[0]} to a Redis that had lost it"] += 1

    def keys(self):
        name = "no second task under one key"
        self.checked[name] += len(self.fusions) + self.load.repeats
        known = {task.object for task in self.tasks}
        unknown = [id for id in self.objects["a"] if id not in known]
        # Searches have no key: one whose answer was lost or refused is there and nobody's.
        refused = sum(count for (status, _), count in self.load.refused.items() if status >= 500)
        spare = self.load.orphans + len(self.load.missed) + refused
        self.check(name, len(unknown) <= spare, f"{len(unknown)} records that nobody asked for, {spare} answers lost")
        ids = collections.Counter(task.id for task in self.tasks)
        self.check(name, max(ids.values(), default=1) == 1)

    def results(self):
        succeeded = [task for task in self.fusions if self.status(task) == "succeeded" and not task.is_erased]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            for task, digests in zip(succeeded, pool.map(self.digests, succeeded)):
                told = self.both[task.id][0].json["result"]["sha256"]
                self.check("one result, the same everywhere", set(digests) == {told},
                           lambda: f"{task.path} says {told}; gateways and bucket have {digests}")

    def digests(self, task):
        answers = [patient(client, task.path + "/result") for client in self.load.clients]
        found = [hashlib.sha256(a.body).hexdigest() if a.status == 200 else f"{a.status}" for a in answers]
        body = self.fleet.store.bucket().get("r", task.object)
        return found + [hashlib.sha256(body).hexdigest() if body else "no object"]

    def status(self, task):
        answer = self.both[task.id][0]
        return answer.json["status"] if answer.status == 200 else ""

    def withdrawn(self):
        """Failures are none of the load's; what was canceled or erased has no result."""
        for task in self.fusions:
            if task.is_erased:
                self.check("an erased task is 410", self.both[task.id][0].status == 410,
                           lambda: f"{task.path} erased at {task.acted:.1f}: {self.both[task.id][0].body[:300]!r}")
                empty = not self.objects["r"].get(task.object) and not self.objects["f"].get(task.object)
                self.check("nothing is left of an erased task", empty and self.objects["a"].get(task.object, 0) <= 1,
                           lambda: f"{task.path} {[(area, self.objects[area].get(task.object)) for area in 'arf']}")
            status = self.status(task)
            if status == "canceled":
                codes = {patient(client, task.path + "/result").status for client in self.load.clients}
                self.check("a canceled task has no result", 200 not in codes, f"{task.path} {codes}")
                self.check("who was canceled asked for it", task.action == "cancel", task.path)
            if task.action == "cancel" and task.acted and status == "succeeded":
                self.allowed["canceled while its result was on its way, or forgotten by a lost Redis"] += 1
        for task in self.tasks:
            if self.status(task) in ("failed", "expired", "rejected"):
                error = self.both[task.id][0].json.get("error") or {}
                # What was alone in a process at three of the kills counts as what ends it.
                crashed = "ended its worker" in error.get("detail", "")
                self.allowed["dead letters: alone in three killed workers"] += crashed
                self.check("what was accepted succeeds", crashed, f"{task.path} {self.status(task)} {error}")

    # What bucket and queue hold.

    def read_bucket(self):
        bucket = self.fleet.store.bucket()
        self.objects = {area: bucket.list(area) for area in "arfl"}

    def queue(self):
        name, queue = "the queue's counts add up and nothing is left in it", self.fleet.queue()
        counts = self.fleet.counts()
        self.check(name, counts.adds_up, f"does not add up: {counts}")
        self.check(name, not any(counts.now.values()), str(counts))
        for key in ("l", "d"):
            self.check(name, queue.ask("ZCARD", SHARD + key) == 0, f"{key} is not empty")
        for pattern in ("k:*", "q:*", "a:*"):
            found = queue.ask("KEYS", SHARD + pattern)
            self.check(name, not found, f"left: {found[:5]}")
        running = queue.ask("HGET", SHARD + "n:default", "run")
        self.check(name, int(running or 0) == 0, f"the tenant runs {running}")
        self.final = counts

    def lists(self):
        """Each fusion stands once in its tenant's list, as it ended."""
        name = "listed once, as it ended"
        entries, undone = collections.defaultdict(list), {"queued", "running"}
        for key in self.objects["l"]:
            words, _, status = key.partition("/")[2].partition(".")
            entries["".join("%x" % (15 - int(digit, 16)) for digit in words[16:])].append(status)
        for task in self.fusions:
            found = entries[task.object]
            self.check("what was archived had ended", not undone & set(found), f"{task.path} is archived as {found}")
            if task.is_erased:
                # Nothing of it but its time, and lists pass it over; counted apart.
                self.allowed["entries of erased tasks left in the list's objects"] += len(found)
                continue
            self.check(name, found == [self.status(task)],
                       lambda: f"{task.path} {task.object}: {found}, expected {self.status(task)}")

    def hooks(self):
        name, asked = "one webhook-id for each task that asked", [task for task in self.fusions if task.hook]
        deadline = time.monotonic() + self.hearing
        while time.monotonic() < deadline and (self.unheard(asked)):
            time.sleep(1)
        events = collections.defaultdict(list)
        for identifier, message, _, _ in self.receiver.all():
            events[message["data"]["id"]].append((identifier, message["type"]))
        for id, found in events.items():
            task = self.load.tasks.get(id)
            # A cancel that a lost Redis forgot was told of, and what the task came to then is another end.
            forgotten = task is not None and task.action == "cancel" and self.lost_since(task.accepted)
            self.allowed["cancels that were told of and that a lost Redis forgot"] += forgotten and len(set(found)) > 1
            self.check(name, len(set(found)) == 1 or forgotten, f"{id}: {sorted(set(found))}")
        for task in self.unheard(asked):
            forgotten = any(began - HOOKS < (task.ended_at or 0) < end + 30 for began, end in self.losses)
            self.allowed["webhooks that a lost Redis forgot"] += forgotten
            self.check(name, forgotten, f"{task.path} ended at {task.ended_at}: no webhook")
        self.posts = len(self.receiver.all())
        self.doubled = self.posts - len(events)

    def unheard(self, asked):
        heard = {message["data"]["id"] for _, message, _, _ in self.receiver.all()}
        return [task for task in asked if task.id not in heard and not task.is_erased]


def patient(client, path, tries=12):
    """An answer that is none of an outage's, where there is one within seconds."""
    answer = None
    for _ in range(tries):
        try:
            answer = client.get(path)
            if answer.status < 500 and answer.status != 429:
                return answer
        except OSError:
            pass
        time.sleep(0.5)
    if answer is None:
        raise TimeoutError(f"no answer to {path}")
    return answer
