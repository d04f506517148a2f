# SPDX-License-Identifier: Apache-2.0
"""The bucket as seen by neither gateway nor worker: requests signed by hand (SigV4)."""

import contextlib
import hashlib
import hmac
import http.client
import re
import time
import urllib.parse

UNQUOTED = "-_.~"


class Bucket:
    def __init__(self, host, port, key, secret, name, prefix):
        self.host, self.port, self.key, self.secret = host, port, key, secret
        self.name, self.prefix = name, prefix

    def ask(self, method, path, query=None, body=b"", timeout=30):
        """Status, headers and body; `path` begins behind the prefix."""
        target = urllib.parse.quote(f"/{self.name}/{path}", safe="/" + UNQUOTED)
        arguments = "&".join(
            f"{urllib.parse.quote(name, safe=UNQUOTED)}={urllib.parse.quote(str(value), safe=UNQUOTED)}"
            for name, value in sorted((query or {}).items())
        )
        headers = self.signed(method, target, arguments, hashlib.sha256(body).hexdigest())
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        with contextlib.closing(connection):
            connection.request(method, target + ("?" + arguments if arguments else ""), body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def signed(self, method, target, arguments, digest):
        now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        scope = f"{now[:8]}/us-east-1/s3/aws4_request"
        headers = {"host": f"{self.host}:{self.port}", "x-amz-content-sha256": digest, "x-amz-date": now}
        names = ";".join(sorted(headers))
        lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
        request = "\n".join([method, target, arguments, lines, names, digest])
        words = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(request.encode()).hexdigest()])
        key = ("AWS4" + self.secret).encode()
        for part in (now[:8], "us-east-1", "s3", "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        signature = hmac.new(key, words.encode(), hashlib.sha256).hexdigest()
        headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={self.key}/{scope}, SignedHeaders={names}, Signature={signature}"
        )
        return headers

    def list(self, area):
        """Every object of an area, by what follows it in the key, with its bytes."""
        found, after = {}, ""
        while True:
            query = {"list-type": 2, "prefix": f"{self.prefix}/{area}/", "max-keys": 1000}
            if after:
                query["start-after"] = after
            status, _, body = self.ask("GET", "", query)
            if status != 200:
                raise OSError(f"the bucket's list was answered with {status} {body[:200]!r}")
            keys = re.findall(r"<Contents>.*?<Key>(.*?)</Key>.*?<Size>(\d+)</Size>", body.decode(), re.S)
            for key, size in keys:
                found[key[len(query["prefix"]):]] = int(size)
            if b"<IsTruncated>true" not in body:
                return found
            after = keys[-1][0]

    def get(self, area, name):
        status, _, body = self.ask("GET", f"{self.prefix}/{area}/{name}")
        return body if status == 200 else None

    def size(self, area, name):
        """How many bytes an object has; none where there is none or no answer."""
        try:
            status, headers, _ = self.ask("HEAD", f"{self.prefix}/{area}/{name}", timeout=5)
        except (OSError, http.client.HTTPException):
            return None
        return int(headers["Content-Length"]) if status == 200 else None

    def put(self, area, name, body):
        return self.ask("PUT", f"{self.prefix}/{area}/{name}", body=body)[0]

    def delete(self, area, name):
        return self.ask("DELETE", f"{self.prefix}/{area}/{name}")[0]
