#!/usr/bin/env python3
"""Holds `plimsoll check` against `hurl` itself: each file of tests/data/hurl, asked of the service beside them.

    python3 bench/hurl/compare.py build/quick/plimsoll /path/to/hurl

Prints a line a file and fails where one says good and the other does not. What ours refuses by line is told apart."""
import pathlib
import subprocess
import sys
import uuid

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "tests/data/hurl"
# What it is known to do otherwise, and why.
KNOWN = {}


def serve():
    server = subprocess.Popen([sys.executable, FOLDER / "server.py", "0"], stdout=subprocess.PIPE, text=True)
    return server, server.stdout.readline().split()[1]


def variables(host):
    values = {"host": host, "name": "Bob", "count": "3", "on": "true", "seven": "7", "id": uuid.uuid4().hex}
    return [word for name, value in values.items() for word in ("--variable", f"{name}={value}")]


def outcome(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def main():
    plimsoll, hurl = sys.argv[1:3]
    print("hurl:", subprocess.run([hurl, "--version"], capture_output=True, text=True, check=True).stdout.split("\n")[0])
    server, port = serve()
    host = f"http://127.0.0.1:{port}"
    differ = 0
    try:
        for file in sorted(FOLDER.glob("*.hurl")):
            ours, our_words = outcome([plimsoll, "check", str(file), *variables(host)])
            theirs, their_words = outcome([hurl, "--test", str(file), *variables(host)])
            same = (ours == 0) == (theirs == 0)
            known = file.name in KNOWN
            print(f"{'same' if same else 'known' if known else 'DIFFERS':8}{file.name:28} plimsoll {ours:3}  hurl {theirs:3}")
            if not same and not known:
                differ += 1
                print("  plimsoll:", our_words.replace("\n", "\n    "), "\n  hurl:", their_words.replace("\n", "\n    "))
    finally:
        server.terminate()
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
