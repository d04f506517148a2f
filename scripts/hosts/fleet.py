# SPDX-License-Identifier: Apache-2.0
"""The whole service on its hosts, and how its parts are stopped, started and asked."""

import contextlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import time

import net
from ceph import Ceph
from servers import PORT, SENTINEL_PORT, SERVICE, Process, RedisServer, Sentinel, Swift, wait_until
from wire import SHARD, Counts

GATEWAYS, WORKERS, SERVERS, SENTINELS = ("g1", "g2"), ("w1", "w2", "w3"), ("r1", "r2"), ("s1", "s2", "s3")
NUMBERS = {
    "out": 2, "hook": 3, "g1": 11, "g2": 12, "w1": 21, "w2": 22, "w3": 23, "r1": 31, "r2": 32, "s1": 41, "s2": 42,
    "s3": 43, "store": 51,
}
FOLDER = pathlib.Path("/var/tmp/facefleet-hosts")
GATEWAY_PORT = 8000
LEASE = 15.0


class Member(Process):
    """A gateway or a worker; its clock may be another than the machine's."""

    def __init__(self, host, folder, role, fleet):
        super().__init__(host, folder)
        self.role, self.fleet, self.skew = role, fleet, 0
        self.ended_itself = []

    def start(self, skew=0):
        self.skew = skew
        words = [self.fleet.binary, self.role, "--models", self.fleet.models]
        if self.role == "gateway":
            words += ["--host", self.host.address, "--port", GATEWAY_PORT, "--data", self.folder / "data"]
        else:
            words += ["--slots", "2"]
        self.launch(words, {**self.fleet.settings, **(skewed(skew) if skew else {})})

    def is_ready(self):
        # In what it says, since its operators' port is not open to other hosts.
        try:
            return '"worker ready"' in self.said() if self.role == "worker" else '"listening"' in self.said()
        except FileNotFoundError:
            return False

    def supervise(self):
        """Starts it anew where it ended by itself, as it does where it starts without a store or queue."""
        if self.process is None or self.runs:
            return
        words = (self.said().strip().splitlines() or [""])[-1][:300]
        self.ended_itself.append((self.process.returncode, self.is_ready(), words))
        time.sleep(0.2)
        self.start(self.skew)

    def kill(self):
        super().kill()
        self.process = None

    def said(self):
        return self.log.read_text(errors="replace")


def skewed(seconds):
    """The environment of a process whose clock is off; the clock that cannot jump is left alone."""
    return {
        "LD_PRELOAD": faketime() or "", "FAKETIME": f"{seconds:+d}s", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        # Set by the library otherwise, which moves the environment from where Swift looks for the arguments.
        "FAKETIME_SHARED": "/facefleet-none /facefleet-none",
    }


def faketime():
    found = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    return str(found[0]) if found else None


class Fleet:
    def __init__(self, options):
        self.binary, self.models = options.binary, options.models
        self.random = random.Random(options.seed)
        self.hosts = net.build(NUMBERS)
        net.enter(self.hosts["out"].space)
        kind = Ceph if options.store == "ceph" else Swift
        self.store = kind(self.hosts["store"], FOLDER)
        self.servers = {name: RedisServer(self.hosts[name], FOLDER) for name in SERVERS}
        self.sentinels = {name: Sentinel(self.hosts[name], FOLDER) for name in SENTINELS}
        self.members = {name: Member(self.hosts[name], FOLDER, "gateway", self) for name in GATEWAYS}
        self.members |= {name: Member(self.hosts[name], FOLDER, "worker", self) for name in WORKERS}
        sentinels = ",".join(f"{self.hosts[name].address}:{SENTINEL_PORT}" for name in SENTINELS)
        self.settings = {
            "FACEFLEET_QUEUE": f"redis+sentinel://{sentinels}/{SERVICE}", "FACEFLEET_STORE": "s3://faces/lab",
            "FACEFLEET_S3_ENDPOINT": f"http://{self.hosts['store'].address}:8080", "FACEFLEET_SECRET": "ab" * 32,
            "AWS_ACCESS_KEY_ID": self.store.key, "AWS_SECRET_ACCESS_KEY": self.store.secret,
            "FACEFLEET_WEBHOOK_SECRETS": "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=",
            "FACEFLEET_WEBHOOK_ALLOW": net.NETWORK + "0/24", "FACEFLEET_DURABILITY": options.durability,
            "FACEFLEET_LOG_LEVEL": options.log_level,
        }

    def start(self):
        """Everything, from the ground up."""
        self.store.prepare()
        self.start_redis()
        for sentinel in self.sentinels.values():
            sentinel.start(self.hosts["r1"].address)
        wait_until(self.store.answers, self.store.ready_within, "the store answers")
        made = subprocess.run([self.binary, "store", "init"], env={**os.environ, **self.settings}, text=True,
                              capture_output=True, timeout=60)
        if made.returncode:
            raise OSError(f"store init: {made.stderr[-500:]}")
        for member in self.members.values():
            member.start()
        wait_until(lambda: all(member.is_ready() for member in self.members.values()), 60, "gateways and workers")
        wait_until(self.has_replica, 30, "a replica that is in step")

    def start_redis(self, primary="r1", copy=None):
        """Both servers anew, the primary empty or with a copy of an older append-only folder."""
        other = "r2" if primary == "r1" else "r1"
        self.servers[primary].configure()
        if copy:
            shutil.copytree(copy, self.servers[primary].data, dirs_exist_ok=True)
        self.servers[other].configure(self.hosts[primary].address)
        for name in (primary, other):
            self.servers[name].start()

    def primary(self):
        """The name of the server that most sentinels call the primary, where that agrees; else none."""
        told = [sentinel.primary() for sentinel in self.sentinels.values() if not sentinel.host.is_cut]
        for name in SERVERS:
            if told.count(self.hosts[name].address) >= 2 and self.servers[name].client.role() == "master":
                return name
        return None

    def queue(self, within=60):
        """A connection to the primary."""
        wait_until(self.primary, within, "a primary")
        return self.servers[self.primary()].client

    def has_replica(self):
        name = self.primary()
        with contextlib.suppress(OSError, ValueError):
            return name is not None and len(self.servers[name].client.ask("ROLE")[2]) == 1 and self.in_step(name)
        return False

    def in_step(self, primary):
        other = self.servers["r2" if primary == "r1" else "r1"].client.ask("ROLE")
        return other[0] == b"slave" and other[3] == b"connected"

    def counts(self):
        return Counts(self.queue().ledger())

    def holders(self):
        """Which worker's process holds which tasks: by what its leases are filed under."""
        queue = self.queue()
        return {
            key.decode().removeprefix(SHARD + "k:"): [member.decode()[15:] for member in queue.ask("SMEMBERS", key)]
            for key in queue.ask("KEYS", SHARD + "k:*")
        }

    def supervise(self):
        for member in self.members.values():
            member.supervise()

    def ready(self, name, within=60):
        wait_until(self.members[name].is_ready, within, f"{name} is ready")

    def gateways(self):
        return [self.hosts[name].address for name in GATEWAYS]

    def stop(self):
        for process in [*self.members.values(), *self.sentinels.values(), *self.servers.values(), self.store]:
            process.kill()
        for process in getattr(self.store, "others", {}).values():
            process.kill()
            process.wait()

    def told(self, *words):
        """How many lines of all members' logs have all of these words."""
        total = 0
        for name in self.members:
            for path in (FOLDER / name).glob("log-*"):
                for line in path.read_text(errors="replace").splitlines():
                    total += all(word in line for word in words)
        return total


def problems(fleet):
    """Lines of errors in the members' logs, by their message."""
    found = {}
    for name in fleet.members:
        for path in sorted((FOLDER / name).glob("log-*")):
            for line in path.read_text(errors="replace").splitlines():
                with contextlib.suppress(ValueError):
                    entry = json.loads(line)
                    if entry.get("level") in ("error", "critical"):
                        found.setdefault(entry.get("message", "?"), []).append(f"{name}: {line[:300]}")
    return found
