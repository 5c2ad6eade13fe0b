#!/usr/bin/env python3
"""A section of docs/guide.md, run as it is written: its files are made, its services started, its commands run one after the
other, and what they print has the lines that the guide has, in their order, whatever the numbers.

guide_exercises.py PLIMSOLL. Its services need Flask and scikit-learn of .deps/venv; exit 77 where that is not there.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SECTION = "## An iris service: how many rows, bad requests, data, a better model"
PYTHON = ROOT / ".deps" / "venv" / "bin" / "python"
# What does not end with 0. A run on a busy machine may say that its figures are not to be trusted.
EXITS = {"plimsoll check cases.yaml --smoke": {1}, "plimsoll data check requests.csv --schema schema.yaml": {65},
         "plimsoll run batches.yaml --no-progress": {0, 3}, "plimsoll run today.yaml --no-progress": {0, 3},
         "plimsoll run today.yaml --no-progress --set target=OTHER": {1}}


def section():
    text = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
    return text.split(SECTION + "\n")[1].split("\n## ")[0]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answers(port, seconds=120):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            time.sleep(0.1)
    return False


def shape(line):
    """The words of a line: numbers with their units are one as another."""
    line = re.sub(r"[+-]?\b\d[\d,.]*%?( (ms|µs|us|s|min|h|B|KiB|MiB|GiB)\b)?", "#", line)
    line = re.sub(r"\s+", " ", re.sub(r"(?<=\s)-(?=\s|$)", "#", line))  # "-": too few to know
    return re.sub(r"# (?=#)", "", line).strip()


def commands_of(block):
    """Each command with the lines that it prints."""
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], []])
        elif found and found[-1][0].endswith("\\"):
            found[-1][0] = found[-1][0][:-1] + " " + line.strip()
        elif found:
            found[-1][1].append(line)
    return found


def missing(expected, printed):
    """The first of the expected lines that is not there behind the one before it."""
    shapes = iter([shape(line) for line in printed])
    for line in expected:
        if line.strip() and not any(one == shape(line) for one in shapes):
            return line
    return None


def main():
    if not PYTHON.exists():
        print("SKIPPED: there is no .deps/venv")
        return 77
    text = section()
    ports = {port: free_port() for port in sorted(set(re.findall(r"\b56\d\d\b", text)))}
    for port, free in ports.items():
        text = re.sub(rf"\b{port}\b", str(free), text)
    failed, services = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = folder / "bin"
        programs.mkdir()
        (programs / "plimsoll").symlink_to(Path(sys.argv[1]).resolve())
        (programs / "python").write_text(f'#!/bin/sh\nexec "{PYTHON}" "$@"\n')
        (programs / "python").chmod(0o755)
        environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "XDG_DATA_HOME": str(folder / "data"), "OMP_NUM_THREADS": "1",
                       "NO_COLOR": "1", "COLUMNS": "100"}
        try:
            for block in re.findall(r"```\w*\n(.*?)```", text, re.DOTALL):
                named = re.match(r"# (\w+\.\w+)", block)
                if named:
                    content = block if not named[1].endswith(".csv") else block.split("\n", 1)[1]
                    (folder / named[1]).write_text(content, encoding="utf-8")
                    continue
                for command, expected in commands_of(block):
                    if command.endswith("&"):
                        services.append(subprocess.Popen(["bash", "-c", "exec " + command[:-1]], cwd=folder, env=environment,
                                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
                        if not answers(int(re.search(r"\d{4,5}", command)[0])):
                            failed.append(f"{command}: does not answer")
                        continue
                    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                          text=True, check=False)
                    print(f"$ {command}\n{done.stdout}exit {done.returncode}\n", flush=True)
                    if done.returncode not in EXITS.get(re.sub(r"target=\S+", "target=OTHER", command) if " run " in command else command, {0}):
                        failed.append(f"{command}: exit {done.returncode}")
                    line = missing(expected, done.stdout.splitlines())
                    if line is not None:
                        failed.append(f"{command}: does not print: {line}")
        finally:
            for service in services:
                service.terminate()
            for service in services:
                service.wait()
    for one in failed:
        print(f"FAILED {one}")
    if not ports or "$ plimsoll quality" not in text:
        failed.append("the section is not what it was")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
