#!/usr/bin/env python3
"""Holds `plimsoll check` against `hurl` itself: each file of tests/data/hurl, asked of the service beside them.

    cargo install hurl --locked --root /tmp/hurl          # needs libxml2, libcurl and libclang to build
    python3 bench/hurl/compare.py build/quick/plimsoll /tmp/hurl/bin/hurl [FOLDER]

Prints a line a file and a sum, and fails where one says good and the other does not. FOLDER: of further .hurl files."""
import pathlib
import subprocess
import sys
import uuid

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "tests/data/hurl"
# What is known to differ, and why.
KNOWN = {}


def serve():
    server = subprocess.Popen([sys.executable, FOLDER / "server.py", "0"], stdout=subprocess.PIPE, text=True)
    return server, server.stdout.readline().split()[1]


# Another id each time: what the service counts by it is each program's own.
def variables(host):
    values = {"host": host, "name": "Bob", "count": "3", "on": "true", "seven": "7", "id": uuid.uuid4().hex}
    return [word for name, value in values.items() for word in ("--variable", f"{name}={value}")]


def outcome(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def indented(words):
    return words.replace("\n", "\n    ")


def compare(plimsoll, hurl, host, files):
    counts = {"same": 0, "known": 0, "DIFFERS": 0}
    for file in files:
        ours, our_words = outcome([plimsoll, "check", str(file), *variables(host)])
        theirs, their_words = outcome([hurl, "--test", str(file), *variables(host)])
        same = (ours == 0) == (theirs == 0)
        kind = "same" if same else "known" if file.name in KNOWN else "DIFFERS"
        counts[kind] += 1
        print(f"{kind:8}{file.name:32} plimsoll {ours:3}  hurl {theirs:3}  {KNOWN.get(file.name, '')}")
        if kind == "DIFFERS":
            print("  plimsoll:", indented(our_words), "\n  hurl:", indented(their_words))
    return counts


def main():
    plimsoll, hurl = sys.argv[1:3]
    version = subprocess.run([hurl, "--version"], capture_output=True, text=True, check=True).stdout
    print("hurl:", version.split("\n")[0])
    files = sorted(FOLDER.glob("*.hurl"))
    for folder in sys.argv[3:]:
        files += sorted(pathlib.Path(folder).glob("**/*.hurl"))
    server, port = serve()
    try:
        counts = compare(plimsoll, hurl, f"http://127.0.0.1:{port}", files)
    finally:
        server.terminate()
    print(f"{len(files)} files: {counts['same']} same, {counts['known']} known to differ, {counts['DIFFERS']} differ")
    sys.exit(1 if counts["DIFFERS"] else 0)


if __name__ == "__main__":
    main()
