#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Processor time of Celery for tasks that do nothing, beside which `queue-bench` says ours.

    python3 -m venv v && v/bin/pip install 'celery==5.5.3' 'kombu==5.5.4' 'redis==5.2.1' packaging
    redis-server --port 6399 --save '' --appendonly yes --appendfsync everysec &
    REDIS_PORT=6399 v/bin/python Benchmarks/celery/measure.py 2000

It empties the server.
"""

import os
import pathlib
import subprocess
import sys
import time

import redis
from app import PORT, app, noop

HERE = pathlib.Path(__file__).parent


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def server_seconds(server):
    info = server.info("cpu")
    return info["used_cpu_user"] + info["used_cpu_sys"]


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    server = redis.Redis(port=int(PORT))
    server.flushall()
    command = [sys.executable, "-m", "celery", "-A", "app", "worker", "--pool", "solo", "-l", "error"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    worker = subprocess.Popen(command, cwd=HERE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        noop.delay("x").get(timeout=60)
        before = time.process_time(), processor_seconds(worker.pid), server_seconds(server)
        for _ in range(count):
            noop.delay("A" * 400)
        producer = time.process_time() - before[0]
        while server.llen("celery") or app.control.inspect().active() != {worker_name(): []}:
            time.sleep(0.1)
        spent = processor_seconds(worker.pid) - before[1]
        served = server_seconds(server) - before[2]
    finally:
        worker.terminate()
        worker.wait()
    for name, seconds in (("producer", producer), ("worker", spent), ("server", served)):
        print(f"{name}: {seconds / count * 1e6:.0f} µs a task")


def worker_name():
    return next(iter(app.control.inspect().ping() or {"": None}))


if __name__ == "__main__":
    main()
