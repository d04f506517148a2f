# SPDX-License-Identifier: Apache-2.0
"""What schemathesis is told about this service: real photos, options that workers can do, and what counts as a fault.

FACEFLEET_URL is where the service answers, FACEFLEET_PHOTOS a folder of small photos with faces, FACEFLEET_SEEN a file
to which a line is added for every answer.
"""

import base64
import hashlib
import json
import os
import pathlib
import secrets

import requests
import schemathesis
from hypothesis import strategies

URL = os.environ["FACEFLEET_URL"]
PHOTOS = [path.read_bytes() for path in sorted(pathlib.Path(os.environ["FACEFLEET_PHOTOS"]).iterdir())]
DAMAGED = [b"", b"no picture", PHOTOS[0][:2000], PHOTOS[0][:100] + b"\0" * 900]
# Most files are photos, so that most tasks get as far as a worker.
FILES = strategies.sampled_from(PHOTOS * 4 + DAMAGED)
TYPES = ["image/jpeg", "image/png", "image/webp", "image/heic", "image/avif"]
# A task that asked for what no worker has says so wherever its result is asked for: its own error, no fault of the
# service.
TASK_ERRORS = {"model_unavailable", "deadline_exceeded"}
# Each needs a model of its own, or a right that nobody has here.
UNMET = ["enhancer", "age", "mask", "pixel_boost"]


def upload(photo):
    answer = requests.post(f"{URL}/v1/uploads", data=photo, headers={"Content-Type": "image/png"}, timeout=60)
    answer.raise_for_status()
    return answer.json()["upload"]


UPLOADS = [upload(photo) for photo in PHOTOS]

schemathesis.openapi.format("binary", FILES)
schemathesis.openapi.format("photo", FILES.map(lambda photo: base64.b64encode(photo).decode()))
schemathesis.openapi.format("upload", strategies.sampled_from(UPLOADS))
for name in [*TYPES, "application/octet-stream"]:
    schemathesis.openapi.media_type(name, FILES)
# A form's file may be of any of these, which it declares as one list.
schemathesis.openapi.media_type(", ".join(TYPES), FILES)


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Closes every answer, so that a member that is not described is found; and says where the photos go."""
    schemas = raw_schema["components"]["schemas"]
    for schema in schemas.values():
        close(schema)
    data, upload, _ = schemas["Picture"]["oneOf"]
    data["properties"]["data"]["format"] = "photo"
    upload["properties"]["upload"] = {"type": "string", "format": "upload"}
    schemas["Webhook"]["properties"]["url"] = {"type": "string", "const": "https://receiver.invalid/hook"}


def close(schema):
    if isinstance(schema, list):
        for element in schema:
            close(element)
    if not isinstance(schema, dict):
        return
    if "properties" in schema and "additionalProperties" not in schema and isinstance(schema["properties"], dict):
        schema["additionalProperties"] = False
    for key, value in schema.items():
        if key not in ("example", "examples", "default", "const", "enum"):
            close(value)


@schemathesis.hook
def map_body(context, body):
    """Three of four requests ask for nothing that no worker can do."""
    if not isinstance(body, dict) or not isinstance(body.get("options"), dict):
        return body
    options = body["options"]
    text = json.dumps(options, sort_keys=True, default=str)
    if hashlib.sha256(text.encode()).digest()[0] % 4 == 0:
        return body
    options = {name: value for name, value in options.items() if name not in UNMET}
    if isinstance(options.get("engine"), str):
        options["engine"] = "auto"
    for name, value in (("priority", "vip"), ("label", "off")):
        if options.get(name) == value:
            del options[name]
    faces = options.get("faces")
    if isinstance(faces, dict) and faces.get("mode") == "reference":
        options["faces"] = {**faces, "mode": "one"}
    return {**body, "options": options}


@schemathesis.hook
def before_call(context, case, kwargs):
    """Asks for the picture itself in one of three creations, and mostly under a key that was not used before."""
    seed = hashlib.sha256(repr((case.headers, case.path_parameters, case.query, case.body)).encode()).digest()
    headers = dict(case.headers or {})
    if case.operation.label == "POST /v1/fusions" and seed[0] % 3 == 0:
        headers.update({"Accept": "image/*", "Prefer": "wait=20"})
    if headers.get("Idempotency-Key") and seed[1] % 4:
        headers["Idempotency-Key"] = secrets.token_hex(8)
    case.headers = headers


@schemathesis.hook
def after_call(context, case, response):
    """Notes what was answered."""
    with open(os.environ["FACEFLEET_SEEN"], "a", encoding="utf-8") as seen:
        seen.write(f"{response.status_code} {case.operation.label}\n")


@schemathesis.check
def no_fault(context, response, case):
    """No answer is a fault of the service."""
    if response.status_code < 500:
        return
    code = response.json().get("code") if response.headers.get("content-type", [""])[0].endswith("json") else None
    if code not in TASK_ERRORS:
        raise AssertionError(f"{response.status_code} {code}: {response.text[:300]}")
