# SPDX-License-Identifier: Apache-2.0
"""What the fault tests share: the service as a process, a client, and the verdict."""

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
TERMINAL = {"succeeded", "failed", "canceled", "expired", "rejected"}


class Failed(Exception):
    """The service did not do what it promises."""


class Skipped(Exception):
    """This machine cannot produce the fault."""


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """The problem's code; empty for what is no problem."""
        return self.json.get("code", "") if self.headers.get_content_type().endswith("json") else ""


class Client:
    """Asks one service; every call is a connection of its own, so that none outlives a kill."""

    def __init__(self, port, admin_port):
        self.port, self.admin_port = port, admin_port

    def ask(self, method, path, body=None, headers=None, timeout=90, admin=False):
        connection = http.client.HTTPConnection("127.0.0.1", self.admin_port if admin else self.port, timeout=timeout)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, body=None, headers=None, **more):
        return self.ask("POST", path, body, headers, **more)

    def submit(self, source, target, key=None, options=None, webhook=None):
        body, headers = form(source, target, options, webhook)
        if key:
            headers["Idempotency-Key"] = key
        return self.post("/v1/fusions", body, headers)

    def accepted(self, *arguments, **more):
        """The id of a task that has to be accepted."""
        answer = self.submit(*arguments, **more)
        expect(answer.status == 202, f"a task was not accepted: {answer.status} {answer.body[:400]!r}")
        return answer.json["id"]

    def task(self, id, wait=0):
        return self.get(f"/v1/fusions/{id}" + (f"?wait={wait}" if wait else "")).json

    def ended(self, id, within=60):
        """The task once it has ended."""
        deadline = time.monotonic() + within
        while True:
            task = self.task(id, wait=20)
            if task.get("status") in TERMINAL or "code" in task:
                return task
            expect(time.monotonic() < deadline, f"task {id} has not ended within {within} s: {task}")

    def listed(self):
        """Every task of the list, as id and status."""
        found, cursor = [], ""
        while True:
            page = self.get("/v1/fusions?limit=100" + (f"&cursor={cursor}" if cursor else "")).json
            found += [(item["id"], item["status"]) for item in page["items"]]
            cursor = page.get("next_cursor")
            if not cursor:
                return found


def form(source, target, options=None, webhook=None):
    """A multipart body and its headers."""
    boundary = uuid.uuid4().hex
    parts = [("source", source, "image/png"), ("target", target, "image/png")]
    for name, value in (("options", options), ("webhook", webhook)):
        if value is not None:
            parts.append((name, json.dumps(value).encode(), "application/json"))
    body = b""
    for name, value, kind in parts:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
        head += f'; filename="{name}"' if kind.startswith("image") else ""
        body += f"{head}\r\nContent-Type: {kind}\r\n\r\n".encode() + value + b"\r\n"
    return body + f"--{boundary}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"}


class Service:
    """`facefleet serve` on free ports over a data folder; started as often as a test likes."""

    def __init__(self, options, folder, logs, *flags, environment=None):
        self.folder, self.flags, self.options = pathlib.Path(folder), flags, options
        self.data, self.logs = self.folder / "data", logs
        self.environment = environment or {}
        self.starts, self.process, self.client = 0, None, None

    def launch(self):
        """Starts the process without waiting for anything."""
        self.starts += 1
        command = [self.options.binary, "serve", "--data", self.data, "--port", "0", "--admin-port", "0"]
        if self.options.models:
            command += ["--models", self.options.models]
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [str(part) for part in (*command, *self.flags)],
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
            )

    def start(self, within=60):
        """Starts the process and waits until fusions would succeed; gives the seconds that this took."""
        began = time.monotonic()
        self.launch()
        ports = {}
        while "worker ready" not in ports:
            ports = {line["message"]: line.get("url", "") for line in self.log()}
            status = self.process.poll()
            expect(status is None, f"the service ended at its start with {status}: {self.log_text()[-600:]}")
            expect(time.monotonic() - began < within, f"the service is not ready after {within} s")
            time.sleep(0.01)
        port, admin = (int(ports[name].rsplit(":", 1)[1].strip("/")) for name in ("listening", "admin port"))
        self.client = Client(port, admin)
        return time.monotonic() - began

    @property
    def log_path(self):
        return self.logs / f"log-{self.folder.name}-{self.starts}.jsonl"

    def log_text(self):
        return self.log_path.read_text(errors="replace")

    def log(self):
        """The whole lines that the running or last process wrote."""
        found = []
        for line in self.log_text().split("\n")[:-1]:
            with contextlib.suppress(ValueError):
                found.append(json.loads(line))
        return [line for line in found if isinstance(line, dict) and "message" in line]

    def says(self, *words):
        """Whether a line of the log has all of these words."""
        return any(all(word in json.dumps(line) for word in words) for line in self.log())

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, within=40):
        """Ends the process as an operator does; gives its exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed(f"the service has not stopped {within} s after SIGTERM") from None

    def resident_megabytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def segments(self):
        return sorted((self.data / "store").glob("segment-*"))


def expect(condition, message):
    if not condition:
        raise Failed(message)


def arguments(description, **more):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("binary", nargs="?", default=str(ROOT / ".build/release/facefleet"))
    parser.add_argument("--models", default=None, help="folder of the models")
    parser.add_argument("--seed", type=int, default=1)
    for name, (value, text) in more.items():
        parser.add_argument(f"--{name}", type=type(value), default=value, help=f"{text} (default: {value})")
    options = parser.parse_args()
    models = ROOT / ".deps/models"
    if options.models is None and models.is_dir():
        options.models = str(models)
    return options


def main(name, check, description, **more):
    """Runs one fault test in a temporary folder and says how it ended."""
    options = arguments(description, **more)
    options.random = random.Random(options.seed)
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"facefleet-fault-{name}-"))
    service, status, began = None, 1, time.monotonic()
    services = []
    try:
        def service(*flags, environment=None, place=None):
            services.append(Service(options, place or folder, folder, *flags, environment=environment))
            return services[-1]

        measured = check(service, options, folder)
        status, line = 0, f"PASS {name}: {measured}"
    except Skipped as reason:
        status, line = 0, f"SKIP {name}: {reason}"
    except (Failed, OSError, http.client.HTTPException, subprocess.SubprocessError) as error:
        places = [f"{place.name}:{place.lineno}" for place in traceback.extract_tb(error.__traceback__)[1:4]]
        line = f"FAIL {name}: {error!r} ({', '.join(places)}; seed {options.seed}, logs in {folder})"
    finally:
        for started in services:
            if started.process and started.process.poll() is None:
                started.kill()
    print(f"{line} [{time.monotonic() - began:.0f} s]", flush=True)
    if status == 0:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(status)
