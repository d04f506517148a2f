# SPDX-License-Identifier: Apache-2.0
"""A small client of Redis and its sentinels, to look and to act from outside of the service."""

import contextlib
import socket

SHARD = "{q0}:"


class Refused(Exception):
    """The server answered with an error."""


class Redis:
    """One connection that is made anew where it broke."""

    def __init__(self, address, port, timeout=2.0):
        self.place, self.timeout = (address, port), timeout
        self.socket = self.file = None

    def close(self):
        if self.socket:
            self.file.close()
            self.socket.close()
        self.socket = self.file = None

    def ask(self, *words):
        return self.ask_all([words])[0]

    def ask_all(self, commands):
        """Sends all at once; an error among the answers is raised."""
        try:
            if not self.socket:
                self.socket = socket.create_connection(self.place, self.timeout)
                self.file = self.socket.makefile("rb")
            self.socket.sendall(b"".join(map(packed, commands)))
            answers = [self.read() for _ in commands]
        except (OSError, ValueError, IndexError):
            self.close()
            raise
        for answer in answers:
            if isinstance(answer, Refused):
                raise answer
        return answers

    def read(self):
        line = self.file.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("the server closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"+":
            return rest.decode()
        if kind == b"-":
            return Refused(rest.decode())
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == b"-1" else self.file.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return None if rest == b"-1" else [self.read() for _ in range(int(rest))]
        raise ValueError(f"no answer: {line!r}")

    def hash(self, key):
        values = self.ask("HGETALL", key)
        return {name.decode(): text(value) for name, value in zip(values[::2], values[1::2])}

    def answers(self):
        """Whether it is there and has its data in memory."""
        with contextlib.suppress(OSError, Refused, ValueError):
            return self.ask("PING") == "PONG"
        return False

    def role(self):
        with contextlib.suppress(OSError, Refused, ValueError):
            return self.ask("ROLE")[0].decode()
        return ""


def packed(words):
    parts = [word if isinstance(word, bytes) else str(word).encode() for word in words]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)


def text(value):
    return value.decode("utf-8", "replace")


class Counts:
    """What the queue's ledger says."""

    WAITING = {"0": "queued", "1": "delayed", "2": "running"}

    def __init__(self, ledger):
        self.enqueued = int(ledger.get("enqueued", 0))
        self.now = {name: 0 for name in self.WAITING.values()}
        self.ended = 0
        for field, value in ledger.items():
            if len(field) == 3 and field[0] == "k" and field[1:].isdigit():
                self.now[self.WAITING[field[2]]] += int(value)
            elif len(field) == 2 and field[0] == "e" and field[1].isdigit():
                self.ended += int(value)

    @property
    def adds_up(self):
        return self.enqueued == sum(self.now.values()) + self.ended

    def __str__(self):
        waiting = " + ".join(f"{count} {name}" for name, count in self.now.items())
        return f"{self.enqueued} enqueued = {waiting} + {self.ended} ended"
