# SPDX-License-Identifier: Apache-2.0
"""The servers around the service, each on a host of its own: Redis and its sentinels, and a store that speaks S3."""

import contextlib
import pathlib
import shutil
import signal
import subprocess
import time

from bucket import Bucket
from wire import Redis

ROOT = pathlib.Path(__file__).resolve().parents[2]
PORT, SENTINEL_PORT, STORE_PORT = 6379, 26379, 8080
SERVICE = "faces"
DOWN_AFTER_MS = 1500


def redis_program():
    """The server's words; one of its other names is in a package that starts nothing."""
    for name in ("redis-server", "redis-check-rdb"):
        if path := shutil.which(name):
            return ["bash", "-c", 'exec -a "$0" "$@"', "redis-server", path]
    return None


def wait_until(condition, within, what):
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} within {within} s")
        time.sleep(0.02)


class Process:
    """Something that runs on a host, started as often as faults demand."""

    def __init__(self, host, folder):
        self.host, self.folder = host, folder / host.name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process, self.starts = None, 0

    @property
    def log(self):
        return self.folder / f"log-{self.starts}"

    def launch(self, words, environment=None, stdin=subprocess.DEVNULL):
        self.starts += 1
        self.process = self.host.start(words, self.log, environment, stdin)

    @property
    def runs(self):
        return self.process is not None and self.process.poll() is None

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        if self.runs:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()


class RedisServer(Process):
    """One of the two servers; sentinels write its role into its configuration."""

    def __init__(self, host, folder):
        super().__init__(host, folder)
        self.file, self.data = self.folder / "redis.conf", self.folder / "data"
        self.client = Redis(host.address, PORT)

    def configure(self, primary=None):
        """A new configuration and no data; a replica of another address, or a primary."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir()
        lines = [
            f"bind {self.host.address} 127.0.0.1", "protected-mode no", f"dir {self.data}", "appendonly yes",
            "appendfsync everysec", 'save ""', "maxmemory-policy noeviction", "repl-diskless-sync-delay 0",
            "aof-load-truncated yes", "repl-timeout 10",
        ]
        if primary:
            lines.append(f"replicaof {primary} {PORT}")
        self.file.write_text("\n".join(lines) + "\n")

    def start(self):
        self.launch([*redis_program(), self.file])

    def kill(self):
        super().kill()
        self.client.close()


class Sentinel(Process):
    def start(self, primary):
        file = self.folder / "sentinel.conf"
        if not file.exists():
            lines = [
                f"bind {self.host.address}", f"port {SENTINEL_PORT}", "protected-mode no", f"dir {self.folder}",
                f"sentinel monitor {SERVICE} {primary} {PORT} 2",
                f"sentinel down-after-milliseconds {SERVICE} {DOWN_AFTER_MS}",
                f"sentinel failover-timeout {SERVICE} 6000", f"sentinel parallel-syncs {SERVICE} 1",
            ]
            file.write_text("\n".join(lines) + "\n")
        self.launch([*redis_program(), file, "--sentinel"])
        self.client = Redis(self.host.address, SENTINEL_PORT)

    def primary(self):
        """The address that it tells clients."""
        with contextlib.suppress(OSError, ValueError):
            found = self.client.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", SERVICE)
            return found[0].decode() if found else ""
        return ""


class Swift(Process):
    """OpenStack Swift's S3 interface in one process; slow, and it starts within seconds."""

    key, secret, settings = "test:tester", "testing", {}
    ready_within = 30

    def start(self):
        self.launch([ROOT / "scripts/s3-server", self.folder / "store", STORE_PORT], stdin=subprocess.PIPE)

    def prepare(self):
        self.host.publish(STORE_PORT)
        self.start()

    def answers(self):
        with contextlib.suppress(OSError):
            return self.bucket().ask("GET", "", {"list-type": 2, "max-keys": 1}, timeout=3)[0] in (200, 404)
        return False

    def bucket(self):
        return Bucket(self.host.address, STORE_PORT, self.key, self.secret, "faces", "lab")
