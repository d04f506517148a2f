# SPDX-License-Identifier: Apache-2.0
"""A small client of Redis and its sentinels, to look and to act from outside of the service."""

import contextlib
import io
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

    def ledger(self):
        return unpacked(self.ask("GET", SHARD + "m") or b"\x80")

    def task(self, id):
        """What has become of a task; nothing where the queue does not know it."""
        return unpacked(self.ask("HGET", f"{SHARD}t:{id}", "x") or b"\x80")

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


def unpacked(data):
    """A map in MessagePack, as the queue's scripts write it: names and values are texts and whole numbers."""
    stream = io.BytesIO(data)

    def number(size, signed=False):
        return int.from_bytes(stream.read(size), "big", signed=signed)

    def value():
        kind = number(1)
        if kind < 0x80 or kind >= 0xE0:
            return kind if kind < 0x80 else kind - 0x100
        if kind & 0xF0 == 0x80 or kind in (0x90, 0xDE):
            return {value(): value() for _ in range(number(2) if kind == 0xDE else kind & 0x0F)}
        if kind & 0xE0 == 0xA0 or kind in (0xD9, 0xDA, 0xDB):
            return text(stream.read(kind & 0x1F if kind < 0xC0 else number(1 << kind - 0xD9)))
        return number(1 << (kind - 0xCC) % 4, signed=kind >= 0xD0)

    return value()


class Counts:
    """What the queue's ledger says."""

    WAITING = ("queued", "delayed", "running")

    def __init__(self, ledger):
        self.enqueued = ledger.get("enqueued", 0)
        # Under ten times a class and a status, and under 100 and a status for those that ended.
        counts = {name: count for name, count in ledger.items() if isinstance(name, int)}
        self.now = {
            status: sum(count for name, count in counts.items() if name < 100 and name % 10 == place)
            for place, status in enumerate(self.WAITING)
        }
        self.ended = sum(count for name, count in counts.items() if name >= 100)

    @property
    def adds_up(self):
        return self.enqueued == sum(self.now.values()) + self.ended

    def __str__(self):
        waiting = " + ".join(f"{count} {name}" for name, count in self.now.items())
        return f"{self.enqueued} enqueued = {waiting} + {self.ended} ended"
