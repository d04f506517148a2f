# SPDX-License-Identifier: Apache-2.0
"""Celery as it is usually set up for work that must not be lost: acknowledged late, one task at a time."""

import os

from celery import Celery

PORT = os.environ.get("REDIS_PORT", "6379")

app = Celery("bench", broker=f"redis://127.0.0.1:{PORT}/0", backend=f"redis://127.0.0.1:{PORT}/1")
app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1, result_expires=3600)


@app.task
def noop(_):
    return 1
