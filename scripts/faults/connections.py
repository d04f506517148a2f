#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Slow, half-closed and vanished clients, and thousands of idle connections: others are served as ever."""

import resource
import socket
import threading
import time

import pictures
from harness import expect, form, main


def opened(service, timeout=120):
    connection = socket.create_connection(("127.0.0.1", service.client.port), timeout=timeout)
    return connection


def fused(service, name):
    """Seconds that a fusion takes for an ordinary client."""
    began = time.monotonic()
    id = service.client.accepted(pictures.face(1), pictures.marked(pictures.face(3), name))
    task = service.client.ended(id)
    expect(task["status"] == "succeeded", f"an ordinary client's task ended as {task}")
    return time.monotonic() - began


def trickle(service, head, results, key):
    """Sends a head at once and then a byte a second; notes after how long the service had enough, and its answer."""
    connection, began = opened(service, timeout=1), time.monotonic()
    connection.sendall(head)
    answer = b""
    while time.monotonic() - began < 150:
        try:
            found = connection.recv(4096)
            answer += found
            if not found:
                break
        except TimeoutError:
            try:
                connection.sendall(b"a")
            except OSError:
                break
        except OSError:
            break
    results[key] = (time.monotonic() - began, answer.split(b"\r\n")[0].decode())


def half_closed(service):
    """A client that closes its sending side after a whole request still gets its answer."""
    body, headers = form(pictures.face(1), pictures.marked(pictures.face(3), "half"))
    head = "POST /v1/fusions HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    connection = opened(service, timeout=30)
    connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    connection.shutdown(socket.SHUT_WR)
    answer = b""
    while found := connection.recv(65536):
        answer += found
    whole = answer.split(b"\r\n")[0].decode()
    # One that closes in the middle of its request gets no task.
    before = len(service.client.listed())
    connection = opened(service, timeout=30)
    connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[: len(body) // 2])
    connection.shutdown(socket.SHUT_WR)
    answer = b""
    while found := connection.recv(65536):
        answer += found
    expect(len(service.client.listed()) == before, "half a request made a task")
    return whole, answer.split(b"\r\n")[0].decode() or "closed"


def gone(service):
    """Clients that vanish while they wait: their task ends all the same."""
    service.client.post("/v1/queue/pause")
    id = service.client.accepted(pictures.face(1), pictures.marked(pictures.face(3), "gone"))
    for path in (f"/v1/fusions/{id}?wait=60", f"/v1/fusions/{id}/events"):
        for _ in range(50):
            connection = opened(service)
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: test\r\n\r\n".encode())
            connection.close()
    body, headers = form(pictures.face(1), pictures.marked(pictures.face(3), "gone too"))
    head = "POST /v1/fusions HTTP/1.1\r\nHost: test\r\nPrefer: wait=60\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    connection = opened(service)
    connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    deadline = time.monotonic() + 10
    while len(open_tasks := [id for id, status in service.client.listed() if status == "queued"]) < 2:
        expect(time.monotonic() < deadline, "a task whose client waits is not listed")
    connection.close()
    service.client.post("/v1/queue/resume")
    for id in open_tasks:
        task = service.client.ended(id)
        expect(task["status"] == "succeeded", f"a task whose client vanished ended as {task}")


def idle(service, count):
    """Idle connections, and what they cost in memory."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    count = min(count, most - 200)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    before, held = service.resident_megabytes(), []
    for _ in range(count):
        held.append(opened(service))
    took = fused(service, "beside idle ones")
    # A sample of the idle ones is still served.
    for connection in held[:: max(1, count // 20)]:
        connection.sendall(b"GET /v1/models HTTP/1.1\r\nHost: test\r\n\r\n")
        expect(connection.recv(12) == b"HTTP/1.1 200", "an idle connection is served no more")
    grown = service.resident_megabytes() - before
    for connection in held:
        connection.close()
    return count, grown, took


def check(make, options, folder):
    service = make()
    service.start()
    alone = min(fused(service, f"alone {number}") for number in range(3))
    body, headers = form(pictures.face(1), pictures.face(3))
    head = "POST /v1/fusions HTTP/1.1\r\nHost: test\r\nContent-Length: 100000\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    results = {}
    slow = [("body", f"{head}\r\n".encode() + body[:500])]
    if options.seconds > 100:
        slow.append(("head", b"GET /v1/models HTTP/1.1\r\nHost: test\r\nX-Slow: "))
    threads = [
        threading.Thread(target=trickle, args=(service, start, results, f"{key} {number}"))
        for number in range(20)
        for key, start in slow
    ]
    for thread in threads:
        thread.start()
    beside = min(fused(service, f"beside slow ones {number}") for number in range(3))
    whole, half = half_closed(service)
    gone(service)
    count, grown, took = idle(service, options.idle)
    for thread in threads:
        thread.join(timeout=170)
    lines = {line for _, line in results.values()}
    longest = {kind: max(time for key, (time, _) in results.items() if kind in key) for kind, _ in slow}
    expect(half.startswith("HTTP/1.1 400"), f"half a request was answered with {half!r}")
    expect(whole.startswith("HTTP/1.1 202"), f"a half-closed client was answered with {whole!r}")
    expect(len(results) == len(threads), "a slow client is still connected")
    expect(max(longest.values()) < 140, f"slow clients held on for {longest} s")
    expect(lines <= {"HTTP/1.1 408 Request Timeout", ""}, f"slow clients were answered with {lines}")
    expect(max(beside, took) < 10 * alone + 1, f"others waited {beside:.2f} s and {took:.2f} s, alone {alone:.2f} s")
    fused(service, "after all")
    expect(service.stop() == 0, "the service does not stop cleanly")
    held = ", ".join(f"a slow {kind} {time:.0f} s" for kind, time in longest.items())
    return (
        f"{held}, answers {sorted(lines)}; half-closed: {whole!r}, in the middle: {half!r}; {count} idle connections "
        f"cost {grown:.0f} MB; a fusion took {alone:.2f} s alone, {beside:.2f} s beside 20 slow and {took:.2f} s "
        f"beside the idle ones"
    )


if __name__ == "__main__":
    main(
        "connections",
        check,
        __doc__,
        idle=(10_000, "idle connections"),
        seconds=(60, "how long slow clients are watched; above 100 slow heads are too"),
    )
