#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fuses a face into a photo through a running service, with the standard library alone.

    fuse.py SOURCE TARGET OUTPUT [--url http://127.0.0.1:8000] [--key KEY]

The functions are meant to be taken over: `submit`, `follow`, `download`, and `verified`, which checks a webhook.
"""

import argparse
import base64
import hashlib
import hmac
import json
import pathlib
import sys
import time
import urllib.error
import urllib.request
import uuid

TERMINAL = {"succeeded", "failed", "canceled", "expired", "rejected"}


class Refused(Exception):
    """The service's problem (RFC 9457): `code` is for programs, `detail` for people."""

    def __init__(self, problem):
        super().__init__(f"{problem.get('code')}: {problem.get('detail')}")
        self.problem = problem


def ask(request, timeout=90):
    """Sends a request; gives the open answer."""
    try:
        return urllib.request.urlopen(request, timeout=timeout)
    except urllib.error.HTTPError as error:
        body = error.read()
        if error.headers.get_content_type().endswith("json"):
            raise Refused(json.loads(body)) from None
        raise


def submit(url, source, target, key, options=None, webhook=None):
    """Creates a task from two pictures' bytes; the same key and content give the same task, however often sent."""
    boundary = uuid.uuid4().hex
    parts = [("source", source, "application/octet-stream"), ("target", target, "application/octet-stream")]
    for name, value in (("options", options), ("webhook", webhook)):
        if value is not None:
            parts.append((name, json.dumps(value).encode(), "application/json"))
    body = b""
    for name, value, kind in parts:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
        head += f'; filename="{name}"' if kind.endswith("stream") else ""
        body += f"{head}\r\nContent-Type: {kind}\r\n\r\n".encode() + value + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Idempotency-Key": key}
    for attempt in range(6):
        try:
            with ask(urllib.request.Request(f"{url}/v1/fusions", body, headers)) as answer:
                return json.load(answer)
        except Refused as refused:
            if not refused.problem.get("retryable") or attempt == 5:
                raise
        except OSError:
            # The answer may be what was lost, not the request: the key makes it safe to send it again.
            if attempt == 5:
                raise
        time.sleep(0.5 * 2**attempt)


def events(url, id, last=None):
    """A task's Server-Sent Events: kind, number and the task as it stands."""
    headers = {"Accept": "text/event-stream"}
    if last is not None:
        headers["Last-Event-ID"] = last
    kind, data = "message", []
    with ask(urllib.request.Request(f"{url}/v1/fusions/{id}/events", headers=headers)) as stream:
        for line in stream:
            name, _, value = line.decode().rstrip("\n").partition(":")
            value = value.removeprefix(" ")
            if name == "event":
                kind = value
            elif name == "id":
                last = value
            elif name == "data":
                data.append(value)
            elif not name and not value and data:
                yield kind, last, json.loads("\n".join(data))
                kind, data = "message", []


def follow(url, id, tell=lambda task: None):
    """Waits for a task's end by its events; asks again where the stream breaks off. Gives the task."""
    last = None
    while True:
        try:
            for _, last, task in events(url, id, last):
                tell(task)
                if task["status"] in TERMINAL:
                    return task
            with ask(f"{url}/v1/fusions/{id}?wait=30") as answer:
                task = json.load(answer)
            if task["status"] in TERMINAL:
                return task
        except OSError:
            time.sleep(1)


def download(url, task):
    """The finished picture, held against the digest that the task names."""
    with ask(url + task["result"]["url"]) as answer:
        picture = answer.read()
    if hashlib.sha256(picture).hexdigest() != task["result"]["sha256"]:
        raise ValueError("the picture is not the one that the task names")
    return picture


def verified(secrets, headers, body, tolerance=300, now=None):
    """Whether a webhook comes from the service: Standard Webhooks 1.0, symmetric.

    `secrets` are texts that begin with `whsec_`, `headers` a mapping with names in lower case, `body` the bytes as
    they came. Remember `webhook-id` too: the same end may be posted more than once, always under the same one.
    """
    identifier, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs((time.time() if now is None else now) - int(timestamp)) > tolerance:
        return False
    given = [part[3:] for part in headers.get("webhook-signature", "").split(" ") if part.startswith("v1,")]
    holds = False
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        code = hmac.new(key, f"{identifier}.{timestamp}.".encode() + body, hashlib.sha256).digest()
        for signature in given:
            holds |= hmac.compare_digest(signature, base64.b64encode(code).decode())
    return holds


def show(task):
    progress = task.get("progress") or {}
    done = f" {progress['stage']} {100 * progress['fraction']:.0f} %" if progress else ""
    print(f"task {task['id']}: {task['status']}{done}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description="Fuses a face into a photo through a running service.")
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("target", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--key", default=None, help="Idempotency-Key; sent again, the same task answers")
    options = parser.parse_args()
    try:
        key = options.key or f"fuse.py-{uuid.uuid4().hex}"
        task = submit(options.url, options.source.read_bytes(), options.target.read_bytes(), key)
        task = follow(options.url, task["id"], show)
        if task["status"] != "succeeded":
            raise Refused(task["error"] or {"code": task["status"], "detail": "the task has no result"})
        options.output.write_bytes(download(options.url, task))
    except (Refused, OSError, ValueError) as error:
        print(f"fuse.py: {error}", file=sys.stderr)
        return 1
    print(options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
