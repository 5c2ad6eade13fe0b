"""What every proof has: checks that are counted, services that are started and ended, the program."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SERVICES = ROOT / ".deps" / "venv" / "bin"
TOOLS = ROOT / ".deps" / "proofs" / "bin"
LONGEST_S = 120
failures = []
held = []  # what was asked at all, and held
program = []  # its path, once it is known


def check(name, holds, detail=""):
    print(f"{'ok  ' if holds else 'FAIL'} {name}{'' if holds or not detail else ': ' + detail}", flush=True)
    (held if holds else failures).append(name)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def status_of(url):
    """None where nothing answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


class Service:
    """Started for one proof, and ended with all that it started."""

    longest_s = LONGEST_S  # to start

    def __init__(self, command, ready, folder, environment=None, cwd=None, up=200):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "service.log"
        words = [str(word).replace("PORT", str(self.port)) for word in command]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "BENTOML_DO_NOT_TRACK": "True", "BENTOML_HOME": str(folder),
                       "PORT": str(self.port), **(environment or {})}
        self.process = subprocess.Popen(words, stdout=self.log.open("wb"), stderr=subprocess.STDOUT, env=environment,
                                        cwd=cwd, start_new_session=True)
        until = time.monotonic() + self.longest_s
        while status_of(self.url + ready) != up:
            if time.monotonic() > until or self.process.poll() is not None:
                self.__exit__()
                sys.exit(f"{command[0]} did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.2)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(30)


def plimsoll(*words, environment=None):
    return subprocess.run([*program, *map(str, words)], capture_output=True, text=True, timeout=LONGEST_S,
                          env={**os.environ, "XDG_DATA_HOME": str(ROOT / "build" / "data"), **(environment or {})})


def runs(what, scenario, folder, environment=None):
    """Each request once, then a short load: no failure, and requests at all."""
    smoke = plimsoll("check", scenario, "--smoke", environment=environment)
    check(f"{what}: each request is answered", smoke.returncode == 0, smoke.stdout + smoke.stderr)
    run = plimsoll("run", scenario, "-u", 2, "-r", 2, "-t", "4s", "--wait", "20ms", "--set", "load.warmup=0s", "--watch", "none",
                   "--no-progress", "--out", folder / "out", environment=environment)
    record = json.loads((folder / "out" / "run.json").read_text()) if (folder / "out" / "run.json").exists() else {}
    totals = record.get("totals", {})
    good = totals.get("requests", 0) > 20 and totals.get("failures") == 0
    check(f"{what}: a load has no failure", good, f"{totals.get('requests')} requests, {totals.get('failures')} failures\n{run.stdout[-1500:]}{run.stderr}")
