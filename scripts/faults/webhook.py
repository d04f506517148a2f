#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The webhook's endpoint is down, then up: delivered under the same webhook-id, signed, and again by hand."""

import sys
import time

import pictures
from harness import ROOT, expect, main
from receiver import Receiver

sys.path.insert(0, str(ROOT / "Examples" / "clients"))
import fuse  # the example's check of signatures is the one that is used here


def wait_for(condition, what, within=60):
    deadline = time.monotonic() + within
    while not condition():
        expect(time.monotonic() < deadline, f"{what} has not happened within {within} s")
        time.sleep(0.05)


def verified(receiver, secret):
    """Every webhook's signature holds over its very bytes, and not over others."""
    for _, _, headers, body in receiver.all():
        fields = {name.lower(): value for name, value in headers.items()}
        expect(fuse.verified([secret], fields, body), "a signature does not hold")
        expect(not fuse.verified([secret], fields, body + b" "), "a signature holds over other bytes")
        expect(not fuse.verified([secret], fields, body, now=time.time() + 301), "an old webhook is taken")


def check(make, options, folder):
    service = make("--webhook-allow", "127.0.0.0/8")
    service.start()
    secret = (service.data / "secrets").read_text().split("\n")[1]
    receiver = Receiver()
    port, url = receiver.port, receiver.url
    receiver.close()
    id = service.client.accepted(pictures.face(1), pictures.face(3), webhook={"url": url})
    expect(service.client.ended(id)["status"] == "succeeded", "the task did not succeed")

    def deliveries():
        return service.client.get(f"/v1/fusions/{id}/deliveries").json["items"]

    wait_for(lambda: deliveries(), "a first attempt")
    receiver = Receiver(port)
    receiver.status = 500
    wait_for(lambda: receiver.all(), "an attempt once the endpoint is up")
    # What was not taken is not forgotten over a restart either.
    service.kill()
    receiver.status = 204
    refused = len(receiver.all())
    service.start()
    wait_for(lambda: len(receiver.all()) > refused, "a delivery after the restart", within=120)
    identifiers = {found[0] for found in receiver.all()}
    expect(len(identifiers) == 1, f"one end has several webhook-ids: {identifiers}")
    message = receiver.all()[-1][1]
    expect(message["type"] == "fusion.succeeded" and message["data"]["id"] == id, f"posted: {message}")
    verified(receiver, secret)
    wait_for(lambda: any((item.get("status") or 0) == 204 for item in deliveries()), "the delivery in the log")
    before, number = len(receiver.all()), deliveries()[-1]["number"]
    again = service.client.post(f"/v1/fusions/{id}/deliveries/{number}/redeliver")
    expect(again.status == 200, f"redelivery answers {again.status} {again.body[:300]!r}")
    wait_for(lambda: len(receiver.all()) > before, "the redelivery")
    expect({found[0] for found in receiver.all()} == identifiers, "the redelivery has another webhook-id")
    verified(receiver, secret)
    refused = service.client.submit(pictures.face(1), pictures.face(3), webhook={"url": "http://10.0.0.1/"})
    expect(refused.status == 422, f"a webhook to a private address: {refused.status}")
    return f"{before} attempts while down, failing and up, one webhook-id, signatures hold, redelivered by hand"


if __name__ == "__main__":
    main("webhook", check, __doc__)
