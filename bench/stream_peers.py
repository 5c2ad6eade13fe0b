#!/usr/bin/env python3
"""Token streams by Plimsoll and by other load generators, in one run: eight answers that are easily measured wrong, what
1,000 tokens cost at 64 streams, and how many events a second one takes from a server that does not pause.

./dev bench streams --peers [--write] installs AIPerf and GuideLLM from PyPI into .deps/stream_peers, a venv each. The traps come
from stream_traps.py, which says what is true of them; the tokens of the cost from bench/stream_server. A peer that is not here is
left out, with a note.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import namedtuple
from pathlib import Path

from measuring import BUILD, ROOT, pinned, write
from stream_traps import TRAPS, TrapServer

PEERS = ROOT / ".deps" / "stream_peers"
TRAP_MARKS = ("<!-- traps of bench/stream_peers.py -->", "<!-- end of the traps of streams -->")
COST_MARKS = ("<!-- costs of bench/stream_peers.py -->", "<!-- end of the costs of streams beside others -->")
TRAP_REQUESTS = 4
Load = namedtuple("Load", "words streams requests tokens server")
STEADY = Load("64 streams at once, 50 tokens each, one every 20 ms", 64, 64 * 40, 50, ["--first", "20ms", "--every", "20ms"])
BURST = Load("32 streams at once, 1,000 tokens each, without a pause", 32, 32 * 6, 1000, ["--first", "1us", "--every", "1us", "--together", "500"])
TOLERANCE_MS = 75  # for a busy machine: who is trapped is 150 ms off, or more

# What one says of a load: requests that failed and that did not; means over the good ones, and the median of the first token.
Said = namedtuple("Said", "failed good ttft_ms tokens token_ms ttft_p50_ms")


def memory_mib(root):
    """Of the process and all below it."""
    parents, rss = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)], rss[int(stat.parent.name)] = int(fields[1]), int(fields[21]) * 4096
    ours = {root}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(rss.get(pid, 0) for pid in ours) / 2**20


def run(command, environment=None):
    """Output, CPU seconds of the whole tree, most memory of it in MiB. On the second core."""
    process = subprocess.Popen([str(part) for part in pinned(1, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               start_new_session=True, env={**os.environ, **(environment or {})})
    most, over = [0.0], threading.Event()

    def watch():
        while not over.wait(0.2):
            most[0] = max(most[0], memory_mib(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    over.set()
    watcher.join()
    return output, usage.ru_utime + usage.ru_stime, most[0]


def mean_of(entry, key):
    return (entry.get(key) or {}).get("avg")


class Plimsoll:
    name = "Plimsoll"

    def __init__(self, folder):
        self.folder = folder

    def lacking(self):
        return None

    def command(self, url, users, requests):
        origin, _, prefix = url.partition("//")[2].partition("/")
        file = self.folder / "streams.yaml"
        file.write_text(f"target: http://{origin}\nload: {{users: {users}, spawn_rate: 100000/s, requests: {requests}}}\nmonitor: none\nrequests:\n"
                        f"  - {{name: chat, post: /{prefix}{'/' if prefix else ''}v1/chat/completions, json: {{model: trap, stream: true}}, stream: sse}}\n")
        # All begin at once, as with the others.
        return [BUILD / "plimsoll", "run", file, "--threads", "1", "--no-store", "--no-progress", "--out", self.folder / "out"], None

    def said(self):
        totals = json.loads((self.folder / "out" / "run.json").read_text())["totals"]
        streams = totals.get("streams", {})
        good = streams.get("streams", 0)
        each = next((streams[name]["mean"] for name in ("token_by_usage_of_each_ms", "token_by_usage_ms", "token_by_event_ms")
                     if streams.get(name, {}).get("mean") is not None), None)
        tokens = streams["tokens_out"] / good if good and streams.get("counted") else None
        times = streams.get("first_token_service_ms", {})
        return Said(totals["failures"], good, times.get("mean"), tokens, each, times.get("p50"))


class Floor:
    """No load generator: what reading so many answers costs on this machine, whatever is done with them."""

    name = "epoll and read alone, nothing measured"

    def command(self, url, users, requests):
        return [BUILD / "bench" / "stream_floor", url.rpartition(":")[2], users, requests], None

    def said(self):
        return Said(0, 0, None, None, None, None)


class AiPerf:
    name = "AIPerf 0.13"

    def __init__(self, folder):
        self.folder, self.bin = folder, PEERS / "aiperf" / "bin"

    def lacking(self):
        return None if (self.bin / "aiperf").exists() else "no AIPerf"

    def command(self, url, users, requests):
        return [self.bin / "aiperf", "profile", "-m", "trap", "--url", url, "--endpoint-type", "chat", "--streaming", "--concurrency", users,
                "--request-count", requests, "--tokenizer", self.folder / "tokenizer", "--input-file", self.folder / "prompts.jsonl",
                "--custom-dataset-type", "single_turn", "--ui", "none", "--no-server-metrics", "--no-gpu-telemetry", "--use-server-token-count", "--per-chunk-usage",
                "--output-artifact-dir", self.folder / "aiperf"], None

    def said(self):
        found = json.loads((self.folder / "aiperf" / "profile_export_aiperf.json").read_text())
        return Said(mean_of(found, "error_request_count") or 0, mean_of(found, "request_count") or 0, mean_of(found, "time_to_first_token"),
                    mean_of(found, "output_sequence_length"), mean_of(found, "inter_token_latency"),
                    (found.get("time_to_first_token") or {}).get("p50"))


class GuideLlm:
    name = "GuideLLM 0.8"

    def __init__(self, folder):
        self.folder, self.bin = folder, PEERS / "guidellm" / "bin"

    def lacking(self):
        return None if (self.bin / "guidellm").exists() else "no GuideLLM"

    def command(self, url, users, requests):
        out = self.folder / "guidellm.json"
        out.unlink(missing_ok=True)
        return [self.bin / "guidellm", "run", "--backend", f"kind=openai_http,target={url},model=trap,validate_backend=false",
                "--profile", f"kind=concurrent,streams={users}", "--constraint", f"kind=max_requests,count={requests}",
                "--tokenizer", f"kind=hf_auto,model={self.folder / 'tokenizer'}", "--data", f"kind=json_file,path={self.folder / 'prompts.jsonl'}",
                "--output", f"kind=json,path={out}", "--disable-console"], {"HF_HUB_OFFLINE": "1"}

    def said(self):
        metrics = json.loads((self.folder / "guidellm.json").read_text())["benchmarks"][0]["metrics"]

        def mean(name):
            value = metrics.get(name, {}).get("successful", {}).get("mean")
            return value if value else None

        totals = metrics["request_totals"]
        return Said(totals["errored"] + totals["incomplete"], totals["successful"], mean("time_to_first_token_ms"), mean("output_token_count"),
                    mean("inter_token_latency_ms"), metrics["time_to_first_token_ms"]["successful"]["percentiles"]["p50"])


def wrong_with(trap, said):
    """What is not as it is; empty: all right."""
    if trap.failed:
        return "" if said.failed and not said.good else f"{said.good:.0f} of {said.failed + said.good:.0f} good"
    if said.failed or not said.good:
        return f"{said.failed:.0f} of {said.failed + said.good:.0f} failed"
    found = []
    if said.ttft_ms is None or abs(said.ttft_ms - trap.ttft_ms) > TOLERANCE_MS:
        found.append(f"first token {'-' if said.ttft_ms is None else format(said.ttft_ms, '.0f')} ms, not {trap.ttft_ms}")
    if said.tokens is not None and round(said.tokens) != trap.tokens:
        found.append(f"{said.tokens:.0f} tokens, not {trap.tokens}")
    if said.token_ms is None or abs(said.token_ms / trap.token_ms - 1) > 0.25:
        found.append(f"{'-' if said.token_ms is None else format(said.token_ms, '.0f')} ms a token, not {trap.token_ms}")
    return "; ".join(found)


def try_traps(peers):
    lines = ["| trap | " + " | ".join(peer.name for peer in peers) + " |", "|---" * (len(peers) + 1) + "|"]
    held = dict.fromkeys((peer.name for peer in peers), 0)
    with TrapServer() as server:
        for name, trap in TRAPS.items():
            cells = []
            for peer in peers:
                command, environment = peer.command(server.url(name), 2, TRAP_REQUESTS)
                output, _, _ = run(command, environment)
                try:
                    wrong = wrong_with(trap, peer.said())
                except (OSError, KeyError, IndexError, ValueError) as error:
                    wrong = f"no result ({type(error).__name__})"
                    print(output[-2000:], file=sys.stderr)
                held[peer.name] += not wrong
                cells.append(wrong or "right")
            lines.append(f"| {trap.words} | " + " | ".join(cells) + " |")
            print(lines[-1], flush=True)
    lines.append("| right | " + " | ".join(f"**{held[peer.name]} of {len(TRAPS)}**" for peer in peers) + " |")
    return lines


# CPU seconds for 1,000 tokens, seconds from the first byte sent to the last, MiB, and how late its first tokens are.
Cost = namedtuple("Cost", "cpu_s seconds memory late_ms")


def cost_of(peer, load):
    server = subprocess.Popen(pinned(0, [BUILD / "bench" / "stream_server", "--tokens", str(load.tokens), *load.server]), stdout=subprocess.PIPE, text=True)
    try:
        command, environment = peer.command(f"http://127.0.0.1:{int(server.stdout.readline())}", load.streams, load.requests)
        began = time.monotonic()
        output, cpu, memory = run(command, environment)
        seconds = time.monotonic() - began
        server.send_signal(signal.SIGTERM)
        sent = json.loads(server.communicate()[0])
    finally:
        server.kill()
    if sent["tokens"] < load.requests * load.tokens:
        print(output[-2000:], file=sys.stderr)
        return None
    first = peer.said().ttft_p50_ms
    return Cost(cpu / (sent["tokens"] / 1000), seconds, memory, None if first is None else first - sent["first_token_ms"]["p50"])


def compare_costs(peers, load, rounds):
    found = {peer.name: [] for peer in peers}
    for _ in range(rounds):
        for peer in peers:
            if (cost := cost_of(peer, load)) is not None:
                found[peer.name].append(cost)
    ours = statistics.median(cost.cpu_s for cost in found["Plimsoll"])
    lines = [f"| {load.words} | CPU s for 1,000 tokens, start and reports too | times Plimsoll's | tokens a CPU second | seconds | memory of all its processes, MiB | "
             "first token (p50) against the server's log, ms |", "|---|---|---|---|---|---|---|"]
    for name, costs in found.items():
        if not costs:
            lines.append(f"| {name} | no result | | | | | |")
            continue
        cost = Cost(*(None if None in column else statistics.median(column) for column in zip(*costs)))
        memory = f"{cost.memory:.1f}" if cost.memory else "–"
        times, late = cost.cpu_s / ours, "–" if cost.late_ms is None else f"{cost.late_ms:+.2f}"
        lines.append(f"| {name} | {cost.cpu_s:.5f} | {times:.{0 if times >= 10 else 1}f} | {1000 / cost.cpu_s:,.0f} | {cost.seconds:.0f} | {memory} | {late} |")
    print("\n".join(lines))
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--peers", action="store_true", help="what ./dev says to come here")
    parser.add_argument("--rounds", type=int, default=1, help="of the costs, one peer after the other (1)")
    parser.add_argument("--costs", action="store_true", help="without the traps")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "prompts.jsonl").write_text('{"text": "Say something", "prompt": "Say something"}\n' * (2 * STEADY.requests))
        makers = [peer / "bin" / "python" for peer in (PEERS / "aiperf", PEERS / "guidellm") if (peer / "bin" / "python").exists()]
        if makers:
            subprocess.run([makers[0], ROOT / "bench" / "stream_tokenizer.py", folder / "tokenizer"], check=True)
        peers = []
        for peer in (Plimsoll(folder), AiPerf(folder), GuideLlm(folder)):
            if why := peer.lacking():
                print(f"left out: {why} below {PEERS}", file=sys.stderr)
            else:
                peers.append(peer)
        began = time.strftime("%Y-%m-%d")
        traps = [] if options.costs else try_traps(peers)
        costs = []
        for load in (STEADY, BURST):
            costs += [*compare_costs([Floor(), *peers], load, options.rounds), ""]
        costs += [f"Medians of {options.rounds} rounds, {began}, load average {os.getloadavg()[0]:.1f} at their end."]
        if options.write and traps:
            write("\n".join(traps), TRAP_MARKS)
        if options.write:
            write("\n".join(costs), COST_MARKS)


if __name__ == "__main__":
    main()
