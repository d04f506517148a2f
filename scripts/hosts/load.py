# SPDX-License-Identifier: Apache-2.0
"""Load as clients make it: requests under keys, sent again where the answer was lost, followed to their end."""

import collections
import contextlib
import hashlib
import http.client
import random
import threading
import time
import uuid

import pictures
from harness import TERMINAL, Answer, Client, form
from receiver import Receiver

SENDERS, WATCHERS = 4, 2
GIVE_UP = 600
BURST = 4.0


class Outside(Client):
    """Asks one gateway at its own address; every call is a connection of its own."""

    def __init__(self, address, port):
        super().__init__(port, None)
        self.address = address

    def ask(self, method, path, body=None, headers=None, timeout=8, admin=False):
        connection = http.client.HTTPConnection(self.address, self.port, timeout=timeout)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())


class Task:
    """What a client knows of its task."""

    def __init__(self, key, kind, id, random, hook):
        self.key, self.kind, self.id, self.hook = key, kind, id, hook
        self.accepted = time.time()
        self.action = None
        if kind == "fusion":
            self.action = random.choices((None, "cancel", "erase"), (88, 8, 4))[0]
        self.act_at = self.accepted + random.choice((0, 0.2, 1, 5)) * random.random()
        self.acted, self.end, self.ended_at = None, None, None
        self.ends, self.went_back = [], []
        self.is_forgotten = False

    @property
    def object(self):
        """The name of its objects in the bucket."""
        tenant = hashlib.sha256(b"facefleet.tenant:default").hexdigest()[:16]
        return tenant + hashlib.sha256(f"facefleet.object:7:default:{self.id}".encode()).hexdigest()[:32]

    @property
    def path(self):
        return f"/v1/{self.kind}s/{self.id}"

    @property
    def is_erased(self):
        return self.acted is not None and self.action == "erase"


class Load:
    """Keeps so many tasks outstanding until so many were accepted."""

    def __init__(self, addresses, port, options, hook, bucket):
        self.clients = [Outside(address, port) for address in addresses]
        self.options, self.hook, self.bucket = options, hook, bucket
        self.lock, self.count = threading.Lock(), 0
        self.tasks, self.open = {}, {}
        self.refused, self.wrong, self.stuck = collections.Counter(), [], []
        self.lost_answers, self.orphans, self.repeats, self.unknown = 0, 0, 0, 0
        self.missed = collections.Counter()
        self.stopping, self.outstanding = threading.Event(), options.outstanding
        self.rate, self.began = None, 0
        self.small = [shrunk(number) for number in (1, 3, 4)]
        self.threads = []

    def start(self, rate=None):
        """At full speed, or so many tasks a second, in bursts."""
        self.rate, self.began = rate, time.monotonic()
        for body in [self.send_all] * SENDERS + [self.watch] * WATCHERS:
            self.threads.append(threading.Thread(target=self.guarded, args=(body, len(self.threads)), daemon=True))
            self.threads[-1].start()

    def guarded(self, body, number):
        try:
            body(number)
        except Exception as error:  # told by the verdict
            self.wrong.append(f"a client's thread ended: {error!r}")

    @property
    def is_done(self):
        with self.lock:
            return self.count >= self.options.tasks and not self.open and not self.senders_left()

    def senders_left(self):
        return any(thread.is_alive() for thread in self.threads[:SENDERS])

    def send_all(self, _):
        while not self.stopping.is_set():
            with self.lock:
                if self.count >= self.options.tasks:
                    return
                number = self.count if len(self.open) < self.outstanding and self.count < self.budget() else None
                if number is not None:
                    self.count += 1
            if number is None:
                time.sleep(0.02)
            else:
                self.send(number)

    def budget(self):
        """How many tasks may have been sent by now."""
        if self.rate is None:
            return self.options.tasks
        return self.rate * BURST * (1 + (time.monotonic() - self.began) // BURST)

    def request(self, number, dice):
        """Kind, path, body, headers and whether a webhook is asked for; the same for a repeat."""
        name = f"{self.options.seed}-{number}"
        if dice.random() < self.options.detections:
            body, headers = single(pictures.marked(self.small[number % 3], name))
            return "detection", "/v1/detections", body, {**headers, "Prefer": "respond-async"}, False
        hook = dice.random() < 0.3
        target = pictures.marked(self.small[1 + number % 2], name)
        webhook = {"url": self.hook} if hook else None
        body, headers = form(self.small[0], target, webhook=webhook)
        return "fusion", "/v1/fusions", body, {**headers, "Idempotency-Key": f"key-{name}"}, hook

    def send(self, number):
        dice = random.Random(f"{self.options.seed}-{number}")
        kind, path, body, headers, hook = self.request(number, dice)
        deadline = time.monotonic() + GIVE_UP
        while time.monotonic() < deadline:
            answer = self.tried("POST", path, body, headers, timeout=dice.choice((2, 5, 15)))
            if answer is None and kind == "detection":
                self.orphans += 1
            if answer is not None and answer.status in (200, 202):
                return self.note(number, kind, answer.json["id"], dice, hook, (path, body, headers))
            if answer is not None and answer.status == 404:
                # Recorded, and forgotten by a lost Redis before it was answered; under its key it has to be known.
                self.missed[number] += 1
                if self.missed[number] > 20:
                    return self.stuck.append(f"request {number} is answered {answer.body[:200]!r}")
            elif answer is not None and answer.status not in (429, 503, 504):
                self.wrong.append(f"request {number} ({kind}): {answer.status} {answer.body[:300]!r}")
                return None
            time.sleep(dice.uniform(0.1, 1))
        self.wrong.append(f"request {number} was not accepted within {GIVE_UP} s")

    def tried(self, method, path, body=None, headers=None, client=None, timeout=8):
        """The answer of either gateway; none when it was lost or took too long."""
        client = client or random.choice(self.clients)
        try:
            answer = client.ask(method, path, body, headers, timeout=timeout)
        except (OSError, http.client.HTTPException):
            self.lost_answers += 1
            return None
        if answer.status >= 429:
            self.refused[(answer.status, answer.code)] += 1
        return answer

    def note(self, number, kind, id, dice, hook, request):
        task = Task(number, kind, id, dice, hook)
        with self.lock:
            if other := self.tasks.get(id):
                self.wrong.append(f"requests {other.key} and {number} are one task: {id}")
            self.tasks[id] = self.open[id] = task
        if kind == "fusion" and task.action != "erase" and dice.random() < 0.1:
            # Sent once more, as a client would that does not know: the same task.
            again = self.tried("POST", *request)
            self.repeats += 1
            if again is not None and (again.status in (200, 202)) and again.json["id"] != id:
                self.wrong.append(f"request {number} made two tasks: {id} and {again.json['id']}")

    def watch(self, number):
        dice = random.Random(number)
        while not self.stopping.is_set():
            with self.lock:
                mine = [task for task in self.open.values() if task.key % WATCHERS == number % WATCHERS]
                ended = dice.sample(list(self.tasks.values()), min(len(self.tasks), 3))
            for task in mine:
                self.visit(task)
            for task in ended:
                if task.end:
                    self.look(task)
            time.sleep(0.2)

    def visit(self, task):
        if task.action and task.acted is None and time.time() >= task.act_at:
            self.act(task)
        self.look(task)
        if (task.end and not self.must_act(task)) or task.is_erased or task.is_forgotten:
            with self.lock:
                self.open.pop(task.id, None)

    @staticmethod
    def must_act(task):
        return task.action == "erase" and task.acted is None

    def act(self, task):
        """Cancels or erases; whether the answer says so is noted."""
        words = ("DELETE", task.path) if task.action == "erase" else ("POST", task.path + "/cancel")
        answer = self.tried(*words)
        if answer is None:
            return
        if answer.status in (200, 202, 204) or (answer.status == 410 and task.action == "erase"):
            task.acted = time.time()
        elif answer.status == 409:
            task.action = None

    def look(self, task, client=None):
        """How it stands; an end that was seen before must be the same."""
        answer = self.tried("GET", task.path, client=client)
        if answer is None or answer.status >= 429:
            return None
        if answer.status != 200:
            self.unknown += answer.status == 404 and task.kind == "fusion"
            if answer.status in (404, 410) and task.kind == "detection" and task.end is None:
                # Nothing is kept of a search but in the queue; its picture goes once it has ended.
                task.is_forgotten = self.bucket.size("a", task.object) == 1
            return answer.status
        self.compare(task, answer)
        return answer.json["status"]

    def compare(self, task, answer):
        """Notes an end, and whether it is another than the one that was seen before."""
        status = answer.json["status"]
        now = (status, (answer.json.get("result") or {}).get("sha256")) if status in TERMINAL else None
        if now is not None:
            task.ends.append(now)
            task.ended_at = task.ended_at or time.time()
        elif task.end is not None:
            task.went_back.append(status)
            with self.lock:
                self.open[task.id] = task
        task.end = now


def single(picture):
    """The body of a search for faces."""
    mark = uuid.uuid4().hex
    head = f'--{mark}\r\nContent-Disposition: form-data; name="image"; filename="image"\r\n'
    head += "Content-Type: image/png\r\n\r\n"
    body = head.encode() + picture + f"\r\n--{mark}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={mark}"}


def shrunk(number, factor=2):
    """A face of 128 pixels."""
    return pictures.encoded(*pictures.smaller(*pictures.rows(pictures.face(number)), factor))


def hook_on(host):
    """A receiver of webhooks on its own host, and its address there."""
    with host.inside():
        receiver = Receiver()
    host.publish(receiver.port)
    return receiver, f"http://{host.address}:{receiver.port}/hook"
