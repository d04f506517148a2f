# SPDX-License-Identifier: Apache-2.0
"""The service beside the page: what the page shows is compared with what the service says."""

import glob
import json
import os
import urllib.error
import urllib.request
import uuid


class Service:
    """A running service. `group` and `landscape` are paths of a photo of three people and of one without any."""

    def __init__(self, url, data, faces):
        self.url = url.rstrip("/")
        self.data = data
        self.faces = sorted(glob.glob(os.path.join(faces, "*.png")))
        self.group = self.landscape = None

    def face(self, number):
        """The path of an example face, 1 to 8."""
        return os.path.abspath(self.faces[number - 1])

    def get(self, path):
        return json.loads(self.bytes(path))

    def bytes(self, path):
        with urllib.request.urlopen(self.url + path, timeout=60) as answer:
            return answer.read()

    def status(self, path):
        """The status of an answer, whichever it is."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def post(self, path, body=b"", content_type="application/json"):
        request = urllib.request.Request(self.url + path, body, {"Content-Type": content_type}, method="POST")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())

    def submit(self, source, target, priority="normal"):
        """Sends a fusion of two files past the page; gives the task's id."""
        boundary = uuid.uuid4().hex
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="%s"%s\r\nContent-Type: %s\r\n\r\n'
        body = b""
        for name, path in (("source", source), ("target", target)):
            with open(path, "rb") as file:
                content = file.read()
            file_name = f'; filename="{os.path.basename(path)}"'
            body += (head % (name, file_name, "application/octet-stream")).encode() + content + b"\r\n"
        options = json.dumps({"priority": priority})
        body += (head % ("options", "", "application/json")).encode() + options.encode()
        body += f"\r\n--{boundary}--\r\n".encode()
        return self.post("/v1/fusions", body, f"multipart/form-data; boundary={boundary}")["id"]

    def ended(self, task):
        """A task once it has ended."""
        return self.get(f"/v1/fusions/{task}?wait=60")

    def pause(self):
        self.post("/v1/queue/pause")

    def resume(self):
        self.post("/v1/queue/resume")

    def damaged(self, photo):
        """Turns over one byte of every stored copy of a photo; gives a function that turns it back."""
        with open(photo, "rb") as file:
            part = file.read(2048)[1024:]
        places = []
        for path in glob.glob(os.path.join(self.data, "store", "segment-*")):
            with open(path, "rb") as file:
                content = file.read()
            place = content.find(part)
            while place >= 0:
                places.append((path, place))
                place = content.find(part, place + 1)
        if not places:
            raise AssertionError("the photo is not in the store")

        def turn():
            for path, place in places:
                with open(path, "r+b") as file:
                    file.seek(place)
                    byte = file.read(1)[0]
                    file.seek(place)
                    file.write(bytes([byte ^ 0xFF]))

        turn()
        return turn
