"""What the benches share: a server and clients pinned to a core each, the CPU time of a client, tables in docs/performance.md."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "release"
PAGE = ROOT / "docs" / "performance.md"
CORES = sorted(os.sched_getaffinity(0))  # the server has the first for itself, the clients the second


def pinned(core, command):
    """On that core alone, where there are two."""
    return ["taskset", "-c", str(CORES[core]), *command] if len(CORES) > 1 else command


class NullServer:
    def __init__(self, *options):
        self.options = options

    def __enter__(self):
        self.process = subprocess.Popen(pinned(0, [BUILD / "bench" / "null_server", *self.options]), stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate()


def used(command, environment=None):
    """Its output, exit status, wall-clock seconds and what the kernel counted for it."""
    began = time.monotonic()
    process = subprocess.Popen([str(part) for part in pinned(1, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               env={**os.environ, **(environment or {})})
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return output, process.returncode, time.monotonic() - began, usage


def run(command):
    """Its output, the CPU seconds that it took and its exit status."""
    output, status, _, usage = used(command)
    return output, usage.ru_utime + usage.ru_stime, status


def write(text, marks):
    page = PAGE.read_text()
    begin, end = marks
    before, rest = page.split(begin)
    _, after = rest.split(end)
    PAGE.write_text(f"{before}{begin}\n{text}\n{end}{after}")
    print(f"written to {PAGE.relative_to(ROOT)}", file=sys.stderr)
