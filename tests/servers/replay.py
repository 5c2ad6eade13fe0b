"""Answers as real servers did: `python replay.py FOLDER PORT [NAME]` serves the GETs that are kept in FOLDER, and to every POST the answer NAME (good)."""

import http.server
import sys
from pathlib import Path

from answers import read_request


def read_answer(file):
    head, _, body = file.read_bytes().partition(b"\n\n")
    lines = head.decode().split("\n")
    status, _, reason = lines[0].partition(" ")
    return int(status), reason, [line.split(": ", 1) for line in lines[1:]], body


def handler_of(folder, name):
    asked = {read_request(file)[1]: read_answer(file.with_suffix(".answer")) for file in sorted(folder.glob("*.request"))
             if read_request(file)[0] == "GET"}

    class Replay(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.answer(asked.get(self.path, (404, "Not Found", [], b"")))

        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.answer(read_answer(folder / f"{name}.answer"))

        def answer(self, kept):
            status, reason, headers, body = kept
            self.send_response_only(status, reason)
            for key, value in headers:
                if key.lower() not in ("transfer-encoding", "connection"):
                    self.send_header(key, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Replay


if __name__ == "__main__":
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), handler_of(Path(sys.argv[1]), (sys.argv[3:] or ["good"])[0])).serve_forever()
