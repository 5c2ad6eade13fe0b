"""The service that the .hurl files beside it ask: it says what it was sent. Python's own library alone.

python3 server.py PORT; prints "ready PORT" when it listens."""
import hashlib
import http.server
import json
import sys
import urllib.parse

asked = {}  # how often each path of /flaky and /count was asked


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        if isinstance(body, (dict, list)):
            body, headers = json.dumps(body).encode(), [("Content-Type", "application/json"), *headers]
        elif isinstance(body, str):
            body = body.encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        url = urllib.parse.urlsplit(self.path)
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = [part for part in url.path.split("/") if part] or [""]
        answer = getattr(self, "do_" + parts[0].replace("-", "_"), None)
        if answer is None:
            return self.answer(404, {"error": "nothing here"})
        return answer(parts[1:], url, content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = handle_any

    def do_echo(self, _, url, content):
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.answer(200, {
            "method": self.command, "path": url.path, "query": urllib.parse.parse_qsl(url.query, True),
            "raw_query": url.query, "headers": headers, "body": content.decode("latin-1"),
            "sha256": hashlib.sha256(content).hexdigest()}, [("X-Method", self.command)])

    def do_book(self, *_):
        self.answer(200, {
            "id": 7, "title": "Dune", "price": 9.5, "stock": True, "next": None, "tags": ["a", "b", "c"], "none": [],
            "author": {"name": "Frank Herbert"}, "published": "1965-08-01T00:00:00Z", "csv": "x,y,z",
            "encoded": "a%20b", "html": "a &amp; b", "token": "aGVsbG8=", "count": "12",
            "uuid": "5b8f2b0e-2e3c-4f0a-9b8e-2b7c1d9e0f11", "address": "192.168.0.1",
            "link": "http://a.test/?page=2&size=10"}, [("Vary", "Accept"), ("Vary", "Origin")])

    def do_text(self, *_):
        self.answer(200, "line1\nline2\n", [("Content-Type", "text/plain; charset=utf-8")])

    def do_latin(self, *_):
        self.answer(200, "caf\u00e9".encode("latin-1"), [("Content-Type", "text/plain; charset=ISO-8859-1")])

    def do_bytes(self, *_):
        self.answer(200, bytes([0, 1, 2, 0xff]), [("Content-Type", "application/octet-stream")])

    def do_xml(self, *_):
        self.answer(200, "<a><b>1</b></a>", [("Content-Type", "application/xml")])

    def do_status(self, parts, *_):
        self.answer(int(parts[0]), {"status": int(parts[0])})

    def do_redirect(self, parts, url, _):
        left = int(parts[0])
        self.answer(302, "", [("Location", f"/redirect/{left - 1}" if left > 1 else "/echo?end=1")])

    def do_move(self, parts, *_):
        self.answer(int(parts[0]), "", [("Location", "/echo")])

    def do_keep(self, *_):
        self.answer(307, "", [("Location", "echo")])

    def do_set_cookies(self, *_):
        self.answer(200, "", [("Set-Cookie", "theme=light; Path=/"),
                              ("Set-Cookie", "session=abc; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; "
                                             "Expires=Wed, 13 Jan 2038 22:23:01 GMT")])

    def do_set_secure_cookie(self, *_):
        self.answer(200, "", [("Set-Cookie", "safe=1; Path=/; Secure"), ("Set-Cookie", "nameless")])

    def do_twice(self, *_):
        self.answer(200, {"authorization": self.headers.get_all("Authorization")})

    def do_login(self, _, url, content):
        form = dict(urllib.parse.parse_qsl(content.decode()))
        if form.get("user") != "ann":
            return self.answer(401, {"error": "who?"})
        return self.answer(200, {"token": "secret-" + form["password"]})

    def do_me(self, *_):
        token = self.headers.get("Authorization", "")
        self.answer(200 if token.startswith("Bearer secret-") else 401, {"token": token})

    def do_flaky(self, parts, *_):
        asked[parts[1]] = asked.get(parts[1], 0) + 1
        good = asked[parts[1]] > int(parts[0])
        self.answer(200 if good else 503, {"asked": asked[parts[1]], "state": "done" if good else "running"})

    def do_gzip(self, *_):
        import gzip
        self.answer(200, gzip.compress(b'{"zipped": true}'),
                    [("Content-Encoding", "gzip"), ("Content-Type", "application/json")])


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    server.daemon_threads = True
    print("ready", server.server_address[1], flush=True)
    server.serve_forever()
