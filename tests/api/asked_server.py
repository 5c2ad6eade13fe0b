"""A server to be asked much: on a store with an ended run and a schedule; load may go nowhere."""

import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

RUN, SCHEDULE, SCENARIO = "fuzzed", "nightly", "soak.yaml"


class AskedServer:
    def __init__(self, process, folder):
        self.process, self.folder = process, folder
        self.url = process.stdout.readline().split()[-1]

    def is_alive(self):
        return self.process.poll() is None

    def resident_mib(self):
        if not self.is_alive():
            return 0
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def complaints(self):
        """What it wrote besides what it is to write."""
        lines = Path(self.folder, "said").read_text().splitlines()
        return [line for line in lines if not line.startswith(("serve: leads", f"serve: {SCHEDULE}: "))]


@contextmanager
def asked_server(program):
    with tempfile.TemporaryDirectory() as folder:
        store = f"{folder}/runs.db"
        scenario = Path(folder) / "scenarios" / SCENARIO
        scenario.parent.mkdir()
        scenario.write_text("name: soak\ntarget: http://127.0.0.1:1\nload: {duration: 1s}\nrequests:\n  - get: /\n")
        subprocess.run([program, "run", scenario, "--run-id", RUN, "--store", store, "--report", "none", "--no-progress"],
                       cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run([program, "schedule", "add", SCHEDULE, scenario, "--cron", "0 2 1 1 *", "--store", store],
                       stdout=subprocess.DEVNULL, check=True)
        with open(f"{folder}/said", "w") as said:
            process = subprocess.Popen([program, "serve", "--port", "0", "--store", store, "--scenarios", scenario.parent,
                                        "--allow-target", "192.0.2.1:9"], stdout=subprocess.PIPE, stderr=said, text=True)
        try:
            yield AskedServer(process, folder)
        finally:
            process.terminate()
            process.wait()
