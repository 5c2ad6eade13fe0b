#!/usr/bin/env python3
"""mtls_server.py FOLDER: a TLS server on a free port of loopback, which it prints. It takes only clients whose certificate the folder's
authority (ca.pem) signed, and answers {"client": "the name in it"}."""
import json
import socket
import ssl
import sys
import threading

folder = sys.argv[1]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(folder + "/good.pem", folder + "/good.key")
context.load_verify_locations(folder + "/ca.pem")
context.verify_mode = ssl.CERT_REQUIRED


def name_in(certificate):
    return dict(entry for part in certificate["subject"] for entry in part)["commonName"]


def answer(connection):
    with connection:
        try:
            with context.wrap_socket(connection, server_side=True) as secure:
                body = json.dumps({"client": name_in(secure.getpeercert())}).encode()
                unread = b""
                while True:
                    while b"\r\n\r\n" not in unread:
                        more = secure.recv(65536)
                        if not more:
                            return
                        unread += more
                    unread = unread.split(b"\r\n\r\n", 1)[1]
                    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
                    secure.sendall(head.encode() + body)
        except OSError:  # a client without a certificate, for one
            pass


server = socket.create_server(("127.0.0.1", 0))
print("port", server.getsockname()[1], flush=True)
while True:
    threading.Thread(target=answer, args=(server.accept()[0],), daemon=True).start()
