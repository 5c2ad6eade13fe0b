"""What a request costs other load generators, each as it comes, at 64 connections on one thread, beside wrk.

Used by bench/run. A peer that is not on this machine is left out, with a note.
"""

import os
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 64
OURS = [ROOT / ".deps" / "peers", ROOT / ".deps" / "oha" / "bin", ROOT / ".deps" / "locust" / "bin"]


def found(name):
    path = shutil.which(name, path=":".join([*map(str, OURS), os.environ["PATH"]]))
    return path if path else None


def commands(url, body_file, body, script, seconds):
    """{peer: (command, environment, what its count of requests looks like in the output)}"""
    host = url.rsplit("/", 1)[0]
    locust = ["locust", "-f", ROOT / "bench" / "locustfile.py", "--headless", "--only-summary", "-u", CONNECTIONS, "-r",
              10 * CONNECTIONS, "-t", f"{seconds}s", "--host", host]
    aggregated = r"Aggregated\s+(\d+)"
    one = {"GOMAXPROCS": "1"}
    return {
        "wrk": (["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script, url], {}, r"(\d+) requests in"),
        "h2load --h1": (["h2load", "--h1", "-t1", f"-c{CONNECTIONS}", f"-D{seconds}", "-d", body_file, url], {},
                        r"requests: \d+ total, \d+ started, (\d+) done"),
        "ab -k": (["ab", "-k", "-q", "-c", CONNECTIONS, "-t", seconds, "-n", 100_000_000, "-p", body_file, "-T",
                   "application/json", url], {}, r"Complete requests:\s+(\d+)"),
        "hey": (["hey", "-c", CONNECTIONS, "-z", f"{seconds}s", "-cpus", 1, "-m", "POST", "-T", "application/json", "-D",
                 body_file, url], one, r"\[200\]\s+(\d+) responses"),
        "k6": (["k6", "run", "--quiet", "--no-usage-report", "--vus", CONNECTIONS, "--duration", f"{seconds}s", "-e",
                f"BENCH_URL={url}", "-e", f"BENCH_BODY={body}", ROOT / "bench" / "k6_post.js"], one,
               r"http_reqs\.*:\s+(\d+)"),
        "oha": (["oha", "--no-tui", "-c", CONNECTIONS, "-z", f"{seconds}s", "-m", "POST", "-T", "application/json", "-D",
                 body_file, url], {"TOKIO_WORKER_THREADS": "1"}, r"\[200\]\s+(\d+) responses"),
        "Locust FastHttpUser": ([*locust, "Fast"], {"BENCH_BODY": body}, aggregated),
        "Locust HttpUser": ([*locust, "Plain"], {"BENCH_BODY": body}, aggregated),
    }


def requests_in(output, pattern):
    match = re.search(pattern, output)
    return int(match.group(1)) if match else 0
