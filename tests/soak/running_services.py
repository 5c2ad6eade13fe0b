"""Services that run already when a soak begins, so that Plimsoll has to find out who they are."""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from random import Random
from string import ascii_lowercase
from urllib.request import Request, urlopen

from acts import Act

SERVICES = Path(__file__).resolve().parent / "services"
START_S = 240


def processes():
    """Of each process that is there its parent and its start, which together with the pid names it for good."""
    told = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended
                continue
            told[int(folder.name)] = (int(words[1]), words[19])
    return told


def family_of(root):
    """The process and all that it started, and those started."""
    told, found = processes(), [root]
    for pid in found:
        found += [child for child, (parent, _) in told.items() if parent == pid]
    return found


def end_with_family(process):
    """Ends it as a person would, and then whatever it started and left."""
    before, family = processes(), family_of(process.pid)
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    left = processes()
    for pid in family:
        if pid in left and pid in before and left[pid][1] == before[pid][1]:
            os.kill(pid, signal.SIGKILL)


class Running(Act):
    """Starts the services of `commands` in their folder, and ends them with all that they started."""

    answers_at = ("127.0.0.1",)  # where something answers /health once all are up

    def __init__(self, out, port):
        super().__init__(out, port)
        self.started = {}  # by the names of commands()

    def commands(self):
        """Of each service: its name, its command line, its own environment."""
        raise NotImplementedError

    def impossible(self):
        if "::1" in self.answers_at:
            try:
                with socket.socket(socket.AF_INET6) as listener:
                    listener.bind(("::1", self.port))
            except OSError as error:
                return f"no service can listen on ::1 here: {error}"
        return None

    def begin(self, environment):
        for name, line, own in self.commands():
            with open(self.out / f"{name}.log", "w") as log:
                self.started[name] = subprocess.Popen(line, cwd=SERVICES, env={**environment, **own}, stdout=log,
                                                      stderr=log, start_new_session=True)
        deadline = time.monotonic() + START_S
        for host in self.answers_at:
            while not self.is_up(host):
                if time.monotonic() > deadline or any(p.poll() is not None for p in self.started.values()):
                    raise RuntimeError(f"a service did not come up: see {self.out}/*.log")
                time.sleep(0.2)

    def is_up(self, host):
        address = f"[{host}]" if ":" in host else host
        try:
            with urlopen(f"http://{address}:{self.port}/health", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def predict(self, host):
        address = f"[{host}]" if ":" in host else host
        body = json.dumps({"rows": [[5.1, 3.5, 1.4, 0.2]]}).encode()
        with urlopen(Request(f"http://{address}:{self.port}/b", body, {"Content-Type": "application/json"}),
                     timeout=10) as answer:
            answer.read()

    def processes_of(self, name):
        return family_of(self.started[name].pid)

    @staticmethod
    def command_of(pid):
        try:
            return Path(f"/proc/{pid}/comm").read_text().strip()
        except OSError:  # it has ended
            return ""

    def clean_up(self):
        for process in self.started.values():
            end_with_family(process)


class Neighbours(Running):
    """Two services on one port: a healthy one on 127.0.0.1, a leaking one on ::1."""

    answers_at = ("127.0.0.1", "::1")

    def commands(self):
        for name, host, fault in (("healthy", "127.0.0.1", "none"), ("leaking", "[::1]", "malloc")):
            yield (name, ["gunicorn", "-b", f"{host}:{self.port}", "prediction_service:app"],
                   {"FAULT": fault, "FAULT_BYTES": "32768"})


class LoadedNeighbours(Neighbours):
    """The one on ::1 is loaded from here, so that it leaks although it is not the target."""

    def beside(self, over):
        while not over.wait(0.1):
            try:
                self.predict("::1")
            except OSError:
                continue


class Sharers(Running):
    """Two services that share a port by SO_REUSEPORT, of which one leaks. The kernel deals out the connections."""

    def commands(self):
        for name, fault in (("healthy", "none"), ("leaking", "malloc")):
            yield (name, ["gunicorn", "--reuse-port", "-b", f"127.0.0.1:{self.port}", "prediction_service:app"],
                   {"FAULT": fault, "FAULT_BYTES": "65536"})


class Granian(Running):
    """Two workers listen, and the process that started them does not."""

    def commands(self):
        yield ("granian", ["granian", "--interface", "asgi", "--workers", "2", "--host", "127.0.0.1", "--port",
                           str(self.port), "granian_service:app"], {"FAULT": "list", "FAULT_BYTES": "32768"})


class RayFiles(Act):
    """Ray's files and sockets of one run, whose paths must be short, are removed with it."""

    folder = None

    def environment(self):
        self.folder = tempfile.mkdtemp(prefix="soak-ray-")
        return {"RAY_TMPDIR": self.folder, "RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "disabled"}

    def clean_up(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class RayServe(Running):
    """The proxy listens; the replicas that do the work are not below it but beside it."""

    def __init__(self, out, port):
        super().__init__(out, port)
        self.files = RayFiles(out, port)

    def environment(self):
        return self.files.environment()

    def commands(self):
        yield "ray", ["python", "ray_service.py"], {}

    def clean_up(self):
        super().clean_up()
        self.files.clean_up()


class Prompts(Act):
    """A model is made for the soak, and more prompts than it sends, so different that none can go on from another."""

    def environment(self):
        prompts = self.out / "prompts.jsonl"
        random = Random(7)
        with open(prompts, "w") as file:
            for _ in range(50_000):
                prompt = "".join(random.choices(ascii_lowercase, k=30))
                file.write(json.dumps({"prompt": prompt, "max_tokens": 3}) + "\n")
        return {"MODEL": str(self.out / "tiny.gguf"), "PROMPTS": str(prompts)}


class PromptsForgotten(Prompts):
    """The same, and the server keeps none of them."""

    def environment(self):
        return {**super().environment(), "CACHE_RAM_MIB": "0"}
