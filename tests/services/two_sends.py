#!/usr/bin/env python3
"""two_sends.py PORT nagle|nodelay|works|whole: answers on loopback whose head and body are sent apart.

nagle    two sends with Nagle's algorithm on: the second waits for the acknowledgement of the first
nodelay  the same without it
works    head, 41 ms of work, body, without Nagle's algorithm: a service that takes its time
whole    41 ms of work, then head and body at once
"""
import socket, sys, threading, time

mode, BODY = sys.argv[2], b'{"ok": true}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY)


def serve(sock):
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 0 if mode == "nagle" else 1)
    data = b""
    while True:
        while b"\r\n\r\n" not in data:
            more = sock.recv(65536)
            if not more:
                return
            data += more
        data = data.split(b"\r\n\r\n", 1)[1]
        if mode == "whole":
            time.sleep(0.041)
            sock.sendall(HEAD + BODY)
            continue
        sock.sendall(HEAD)
        if mode == "works":
            time.sleep(0.041)
        sock.sendall(BODY)


server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=64)
while True:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
