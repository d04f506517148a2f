# SPDX-License-Identifier: Apache-2.0
"""An endpoint for webhooks that can be down or refuse."""

import http.server
import json
import threading


class Receiver:
    """Takes webhooks on a free port; `received` has webhook-id, message, fields and body of each."""

    def __init__(self, port=0):
        self.received, self.lock, self.status = [], threading.Lock(), 204
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.lock:
                    receiver.received.append((self.headers["webhook-id"], json.loads(body), self.headers, body))
                    status = receiver.status
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        # A sender that is killed in the middle is what the tests are about.
        self.server.handle_error = lambda *_: None
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def all(self):
        with self.lock:
            return list(self.received)
