"""Servers of language models: their token streams are measured without a failure, and their tokens counted as they count them."""

import json
import re
import urllib.request
from collections import namedtuple

from proving import ROOT, check
from server_proofs import Serving, answers, loaded

# `folder`, `script`, `path`, `own` and `same` as of the servers of server_proofs; `model`: how it is called; `tokens`: how /metrics
# names the tokens made, where it counts them; `counts`: whether what is started counts requests.
Streamer = namedtuple("Streamer", "folder script path model tokens counts own up same varying kept", defaults=[{}, 200, "head", (), None])


def tokens_told(server, service):
    with urllib.request.urlopen(service.url + "/metrics", timeout=30) as answer:
        text = answer.read().decode()
    return sum(float(value) for value in re.findall(rf"^{server.tokens}(?:{{[^}}]*}})? (\S+)$", text, re.M))


def streamed(name, server, service, folder):
    protocol = {"name": name, "model": server.model.replace("MODEL", service.model), "stream": True, "parameters": {"max_tokens": 16}}
    request = {"name": "chat", "predict": {"prompt": "hello"}, "timeout": "60s"}
    (folder / "soak.yaml").write_text(json.dumps({"name": "proof", "target": service.url, "protocol": protocol, "requests": [request],
                                                  "load": {"users": 2, "spawn_rate": "2/s", "wait": "20ms", "duration": "10s",
                                                           "graceful_stop": "60s"}}))
    before, made = service.predictions(), tokens_told(server, service) if server.tokens else 0
    run, record = loaded(folder)
    totals, streams = record["totals"], record["totals"].get("streams", {})
    print(f"     {totals.get('requests')} streams, {streams.get('token_events')} events with a fragment, {streams.get('tokens_out')} tokens by usage of "
          f"{streams.get('counted')} streams, ended by {streams.get('finish_reasons')}")
    check(f"{name}: streams are measured without a failure", totals.get("requests", 0) > 3 and totals.get("failures") == 0,
          f"{totals.get('requests')} requests, {totals.get('failures')} failures\n{run.stdout[-1500:]}{run.stderr}")
    check(f"{name}: each stream is one, with a finish reason", streams.get("streams") == totals.get("requests")
          == sum(streams.get("finish_reasons", {}).values()), str(streams)[:300])
    if server.counts:
        there, here = service.predictions() - before, totals.get("requests", 0)
        check(f"{name}: the server counts as many requests", there == here, f"{there} there, {here} here")
    if server.tokens:
        there, here = tokens_told(server, service) - made, streams.get("tokens_out")
        check(f"{name}: the server counts as many tokens", there == here, f"{there} there, {here} here")


def proof(name, server):
    def prove(folder):
        if not (ROOT / ".deps" / server.folder / "bin" / "python").exists():
            return print(f"SKIPPED: no .deps/{server.folder} for {name}")
        with Serving(server, folder) as service:
            answers(name, server, service)
            streamed(name, server, service, folder)
    return prove


SERVERS = {
    "vllm": Streamer("vllm", "vllm_server.py", "/health", "tiny", "vllm:generation_tokens_total", True),
    "transformers": Streamer("transformers", "transformers_server.py", "/health", "MODEL", None, True),
    "llama_cpp": Streamer("servers", "llama_service.py", "/health", "tiny", "llamacpp:tokens_predicted_total", False, {"CACHE_RAM_MIB": "0"}),
}
PROOFS = {name: proof(name, server) for name, server in SERVERS.items()}
NEEDED = {name: {server.folder} for name, server in SERVERS.items()}
