#!/usr/bin/env python3
"""flow_service.py PORT: a service with a login, jobs that are polled, redirects, attempts and cookies.

It counts what it answers, by method, kind of path and status (GET /counts), and what nobody should send: a step that a
condition passes over, a job without the cookie of the one before, a token of nobody.
"""

import json
import re
import sys
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN_USES = 10  # then it has ended: 401
POLLS = 3  # until a job is done

lock = threading.Lock()
counts = Counter()
uses = {}
polls = Counter()
jobs = iter(range(1, 1 << 30))
submitted = iter(range(1, 1 << 30))


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, kind, status, body=None, **headers):
        text = b"" if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
        with lock:
            counts[f"{self.command} {kind} {status}"] += 1
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    def is_known(self):
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        with lock:
            if token not in uses:
                counts["token of nobody"] += 1
                return False
            uses[token] += 1
            return uses[token] <= TOKEN_USES

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path
        if path == "/counts":
            return self.answer("counts", 200, dict(counts))
        if path == "/v1/warm":
            return self.answer("warm", 200, {"model": json.loads(body)["of"]})
        if path == "/v1/warm/iris":
            return self.answer("cooled", 200, {})
        if path == "/v1/token":
            given = json.loads(body)
            good = given["password"] == "of-the-proof" and re.fullmatch(r"user\d+", given["user"])
            with lock:
                token = f"t-{len(uses) + 1}"
                uses[token] = 0
            return self.answer("token", 200 if good else 403, {"access_token": token})
        if not self.is_known():
            return self.answer("known", 401, {})
        if path == "/v1/jobs":
            row = json.loads(body)
            with lock:
                number = next(submitted)
            if number % 7 == 0:
                return self.answer("jobs", 503, {}, Retry_After="0")
            good = row["model"] == "iris" and row["petal"] in (1.4, 4.5) and row["note"].startswith("no ")
            return self.answer("jobs", 202 if good else 422, {"id": next(jobs), "state": "new"}, x_kind="job",
                               Set_Cookie="sid=1; Path=/")
        if path.startswith("/v1/jobs/"):
            number = path.split("/")[3]
            if "sid=1" not in self.headers.get("Cookie", ""):
                with lock:
                    counts["job without its cookie"] += 1
            if path.endswith("/result"):
                return self.answer("result", 200, {"predictions": ["a", "b"]})
            with lock:
                polls[number] += 1
                done = polls[number] >= POLLS
            return self.answer("job", 200, {"status": "done", "result": f"/jobs/{number}/result"} if done else {"status": "working"})
        if path == "/v1/moved":
            return self.answer("moved", 302, "", Location="/v1/here")
        known = {"/v1/extra?of=job": "extra", "/v1/here": "here"}
        return self.answer(known.get(path, "other " + path), 200 if path in known else 404, known.get(path, ""))

    do_GET = do_POST = do_DELETE = do_PUT = do_HEAD = handle_any

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Service).serve_forever()
