"""What is done beside a soak: reading the kernel's own figures, killing a worker, making a small control group."""

import json
import os
import re
import signal
import time
from pathlib import Path
from urllib.request import urlopen

MIB = 2**20


class Act:
    """Of one soak. This one does nothing; `out` is the folder of the results."""

    def __init__(self, out, port):
        self.out, self.port = out, port

    def impossible(self):
        """Why this soak cannot be run here, if so."""

    def environment(self):
        return {}

    def begin(self, environment):
        """Is called before the run; `environment` is what the scenario is run with."""

    def beside(self, over):
        """Runs in a thread of its own, until `over` is set."""

    def clean_up(self):
        """Is called at the end, whatever happened."""

    def worker(self):
        with urlopen(f"http://127.0.0.1:{self.port}/worker", timeout=10) as answer:
            return json.load(answer)

    def await_load(self, over):
        """When the load began: its first prediction, which the service prints."""
        while not over.wait(0.1):
            log = self.out / "target.log"
            if log.exists() and (told := re.findall(r"first prediction at ([\d.]+)", log.read_text())):
                return min(map(float, told))
        return None


class Killing(Act):
    """Kills a worker in the middle, as nobody should."""

    killed = killed_at = None

    def beside(self, over):
        began = self.await_load(over)
        if began is not None and not over.wait(40):
            self.killed = self.worker()["pid"]
            self.killed_at = time.time() - began
            os.kill(self.killed, signal.SIGKILL)


class Reading(Act):
    """Reads smaps_rollup of gunicorn and its workers four times a second."""

    load_began = None

    def __init__(self, out, port):
        super().__init__(out, port)
        self.readings = []  # wall clock, sums by key

    def beside(self, over):
        self.load_began = self.await_load(over)
        if self.load_began is None:
            return
        master = self.worker()["parent"]
        while not over.wait(0.25):
            try:
                workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
                self.readings.append((time.time(), self.sums([master, *workers])))
            except (FileNotFoundError, ProcessLookupError):
                return

    @staticmethod
    def sums(pids):
        total = {"rss_bytes": 0, "pss_bytes": 0, "uss_bytes": 0}
        for pid in pids:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
                key, kib = line.split()[:2]
                name = "uss_bytes" if key.startswith("Private_") else key.rstrip(":").lower() + "_bytes"
                if name in total:
                    total[name] += 1024 * int(kib)
        return total


class Segments(Act):
    """Shared memory outlives its processes, so what a leak left of it is removed here."""

    def __init__(self, out, port):
        super().__init__(out, port)
        self.prefix = f"plimsoll_soak_{os.getpid()}"

    def environment(self):
        return {"SEGMENTS": self.prefix}

    def clean_up(self):
        for segment in Path("/dev/shm").glob(self.prefix + "*"):
            segment.unlink(missing_ok=True)


class InGroup(Act):
    """Makes a control group with a small limit, of version 1 or 2, whichever may be made here."""

    LIMIT = 150 * MIB

    def __init__(self, out, port):
        super().__init__(out, port)
        self.folder = None
        for tree in (Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")):
            folder = tree / f"plimsoll-soak-{os.getpid()}"
            try:
                folder.mkdir()
            except OSError:
                continue
            if self.limit(folder):
                self.folder = folder
                return
            folder.rmdir()

    def limit(self, folder):
        for name, swap, most_swap in (("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", self.LIMIT),
                                      ("memory.max", "memory.swap.max", 0)):
            if not (folder / name).exists():
                continue
            (folder / name).write_text(str(self.LIMIT))
            if (folder / swap).exists():
                (folder / swap).write_text(str(most_swap))
            return True
        return False

    def kills(self):
        """How many processes of the group the kernel says it killed for want of memory."""
        for name in ("memory.oom_control", "memory.events"):
            if (self.folder / name).exists():
                return int(re.search(r"^oom_kill (\d+)", (self.folder / name).read_text(), re.M)[1])
        return 0

    def impossible(self):
        return None if self.folder else "no control group with a memory limit may be made here"

    def environment(self):
        return {"GROUP": str(self.folder)}

    def clean_up(self):
        for _ in range(100):
            try:
                for pid in (self.folder / "cgroup.procs").read_text().split():
                    os.kill(int(pid), signal.SIGKILL)
                return self.folder.rmdir()
            except OSError:  # somebody in it is not quite dead
                time.sleep(0.1)
