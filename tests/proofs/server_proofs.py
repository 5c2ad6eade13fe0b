"""Each protocol against the real server that speaks it: its answers are as they are kept, a load of it is counted alike on both sides,
and what the server says of a bad request is found, within a 200 too.
"""

import json
import os
import re
import sys
from collections import namedtuple

from proving import ROOT, Service, check, plimsoll

sys.path += [str(ROOT / "tests" / "servers"), str(ROOT / "tests" / "soak")]

from answers import answer_of  # noqa: E402
from running_services import end_with_family  # noqa: E402

SERVERS = ROOT / "tests" / "servers"
SOAKED = ROOT / "tests" / "soak" / "services"
KEPT = ROOT / "tests" / "data" / "protocols"

# `folder` of .deps; the `script` that serves; the `path` that answers `up` once it does; `protocol` and `requests` as a scenario has
# them; `faults`: what a model does wrong, as a request of that protocol, and a word of the failure that must be told; `own`:
# environment; `kept`: folder of kept answers; `load`: how it is loaded; `same`: whether the whole of an answer is as it is kept, or its
# head; `varying`: what is not.
Server = namedtuple("Server", "folder script path protocol requests faults own kept load up same varying",
                    defaults=[{}, {}, None, "users: 2, spawn_rate: 2/s, wait: 20ms", 200, "whole", ()])

IRIS = [[5.1, 3.5, 1.4, 0.2], [6.2, 2.9, 4.3, 1.3]]
SMALL, NAN = [[-1001, 0, 0, 0]], [[1001, 0, 0, 0]]


class Serving(Service):
    """A server, ready when its path says so, and ended with all that it started."""

    longest_s = 300

    def __init__(self, server, folder):
        self.server, self.counts = server, folder / "predictions"
        script = SOAKED / server.script if (SOAKED / server.script).exists() else SERVERS / server.script
        (folder / "server").mkdir(exist_ok=True)
        self.model = str(folder / "server" / "model")
        own = {"FOLDER": str(folder / "server"), "MODEL": self.model, "COUNTS": str(self.counts), "MLFLOW_DISABLE_TELEMETRY": "true", "FAULT": "none",
               "PATH": os.pathsep.join([str(self.programs()), os.environ["PATH"]])}
        super().__init__([self.programs() / "python", script], server.path, folder, {**own, **server.own}, script.parent, server.up)

    def programs(self):
        return ROOT / ".deps" / self.server.folder / "bin"

    def predictions(self):
        return self.counts.stat().st_size if self.counts.exists() else 0

    def __exit__(self, *_):
        end_with_family(self.process)


def part_of(answer, server):
    return answer if server.same == "whole" else answer.partition(b"\n\n")[0]


def answers(name, server, service):
    """The real server still says what the tests of Plimsoll take it to say."""
    for request in sorted((KEPT / (server.kept or name)).glob("*.request")):
        kept, said = request.with_suffix(".answer"), answer_of(service.url, request, server.varying, service.model)
        if os.environ.get("RECORD") == "1":
            kept.write_bytes(said)
        check(f"{name}: answers {request.stem} as it is kept", kept.exists() and part_of(kept.read_bytes(), server) == part_of(said, server),
              said[:1000].decode(errors="replace"))


def scenario(server, requests, url, load):
    return json.dumps({"name": "proof", "target": url, "protocol": server.protocol, "load": load, "requests": requests})


def loaded(folder, *words):
    out = folder / "out"
    run = plimsoll("run", folder / "soak.yaml", "--set", "load.warmup=0s", "--watch", "none", "--no-progress", "--out", out, *words)
    record = out / "run.json"
    return run, json.loads(record.read_text()) if record.exists() else {"totals": {}, "failures": []}


def counted(name, server, service, folder):
    (folder / "soak.yaml").write_text(scenario(server, server.requests, service.url, {}))
    shown = plimsoll("check", folder / "soak.yaml", "--smoke")
    check(f"{name}: each request is answered well", shown.returncode == 0, shown.stdout + shown.stderr)
    before = service.predictions()
    load = dict(word.split(": ") for word in server.load.split(", "))
    (folder / "soak.yaml").write_text(scenario(server, server.requests, service.url, {**load, "duration": "6s"}))
    run, record = loaded(folder)
    totals, there = record["totals"], service.predictions() - before
    check(f"{name}: a load has no failure", totals.get("requests", 0) > 2 and totals.get("failures") == 0,
          f"{totals.get('requests')} requests, {totals.get('failures')} failures\n{run.stdout[-1500:]}{run.stderr}")
    here = totals.get("requests", 0)
    check(f"{name}: the model counts as many", 0 <= there - here <= 3, f"{there} there, {here} here")
    print(f"     {here} requests, {there} predictions counted by the model")


def faults(name, server, service, folder):
    for what, (request, word) in server.faults.items():
        requests = [{"name": what, **request}]
        (folder / "soak.yaml").write_text(scenario(server, requests, service.url, {"users": 1, "wait": "50ms", "duration": "2s"}))
        run, record = loaded(folder)
        told = "; ".join(f"{failure['message']} {failure.get('examples', [{}])[0].get('response_excerpt', '')}" for failure in record["failures"])
        totals = record["totals"]
        check(f"{name}: {what} is a failure, and is told", totals.get("requests", 0) == totals.get("failures") != 0
              and re.search(word, told) is not None, f"{totals.get('failures')} of {totals.get('requests')} failed: {told}\n{run.stderr[-800:]}")


def proof(name, server):
    def prove(folder):
        if not (ROOT / ".deps" / server.folder / "bin" / "python").exists():
            return print(f"SKIPPED: no .deps/{server.folder} for {name}")
        with Serving(server, folder) as service:
            answers(name, server, service)
            counted(name, server, service, folder)
            faults(name, server, service, folder)
    return prove


def of_iris(protocol):
    """Of V2, in JSON or as binary tensors."""
    tensor = lambda rows: {"predict": {"tensors": {"rows": {"datatype": "FP64", "data": rows}}}}  # noqa: E731
    good = [{"name": "rows", **tensor(IRIS)}, {"name": "random", "predict": "random"}]
    return good, {"a model that raises": (tensor(SMALL), "no flower is as small")}, tensor(NAN)


V2_GOOD, V2_FAULTS, V2_NAN = of_iris("kserve_v2")


def of_torch(body):
    """A body that is sent as it is."""
    return {"protocol": {"name": "torchserve", "model": "sum", "format": "json"}, "predict": {"input": [body]}}


SERVER_TABLE = {
    "mlflow": Server("mlflow", "mlflow_model.py", "/ping", "mlflow",
                     [{"name": "rows", "predict": {"rows": [{"x": 1.5, "count": 2, "text": "a"}, {"x": 0.5, "count": 3, "text": "b"}]}}],
                     {"a model that raises": ({"predict": {"rows": [{"x": 1.5, "count": 2, "text": "raise"}]}}, "raised"),
                      "a column that is missing": ({"predict": {"rows": [{"x": 1.5, "text": "a"}]}}, "missing inputs"),
                      "NaN": ({"predict": {"rows": [{"x": 1.5, "count": 2, "text": "nan"}]}}, "NaN")}),
    "mlserver": Server("mlserver", "mlserver_model.py", "/v2/models/iris/ready", {"name": "mlserver", "model": "iris"}, V2_GOOD,
                       {**V2_FAULTS, "NaN": (V2_NAN, "null|NaN")}),
    "kserve": Server("kserve", "kserve_model.py", "/v2/models/iris/ready", {"name": "kserve_v2", "model": "iris"}, V2_GOOD,
                     {**V2_FAULTS, "NaN": (V2_NAN, "null|NaN")}),
    "kserve-binary": Server("kserve", "kserve_model.py", "/v2/models/iris/ready", {"name": "kserve_v2", "model": "iris", "binary": True},
                            V2_GOOD, {**V2_FAULTS, "NaN": (V2_NAN, "NaN")}, kept="kserve"),
    "kserve-v1": Server("kserve", "kserve_model.py", "/v2/models/iris/ready", {"name": "kserve_v1", "model": "iris"},
                        [{"name": "rows", "predict": {"input": IRIS}}],
                        {"a model that raises": ({"predict": {"input": SMALL}}, "no flower is as small"),
                         "NaN": ({"predict": {"input": NAN}}, "null|NaN")}, kept="kserve"),
    "bentoml": Server("proofs", "bentoml_service.py", "/readyz", {"name": "bentoml", "key": "rows"},
                      [{"name": "rows", "predict": {"input": IRIS}}],
                      {"a model that raises": ({"predict": {"input": [[13]]}}, "500"),
                       "NaN": ({"predict": {"input": [[14]]}}, "NaN")}),
    "bentoml-stream": Server("proofs", "bentoml_service.py", "/readyz", {"name": "bentoml", "key": "rows", "stream": True},
                             [{"name": "rows", "post": "/stream", "predict": {"input": IRIS}}], kept="bentoml"),
    "litserve": Server("litserve", "litserve_model.py", "/health", "litserve", [{"name": "number", "predict": {"input": [{"input": 4}]}}],
                       {"a model that raises": ({"predict": {"input": [{"input": 13}]}}, "raised"),
                        "NaN": ({"predict": {"input": [{"input": 14}]}}, "NaN")}),
    "litserve-stream": Server("litserve", "litserve_model.py", "/health", {"name": "litserve", "stream": True},
                              [{"name": "number", "predict": {"input": [{"input": 4}]}}], {}, {"STREAM": "1"}, "litserve_stream"),
    "ray": Server("servers", "ray_service.py", "/health", {"name": "ray_serve", "key": "rows"},
                  [{"name": "rows", "predict": {"input": IRIS}}],
                  {"a model that raises": ({"predict": {"input": [[13]]}}, "500"), "NaN": ({"predict": {"input": [[14]]}}, "NaN")}),
    "torchserve": Server("torchserve", "torchserve_model.py", "/ping", {"name": "torchserve", "model": "sum"},
                         [{"name": "rows", "predict": {"input": IRIS}}],
                         {"a handler that raises": (of_torch({"raise": True}), "raised"), "NaN": (of_torch({"nan": True}), "NaN")}),
    "lambda": Server("lambda", "lambda_function.py", "/", "lambda", [{"name": "event", "predict": {"input": [{"rows": IRIS}]}}],
                     {"a function that raises": ({"predict": {"input": [{"raise": True}]}}, "asked to raise"),
                      "a timeout": ({"predict": {"input": [{"rows": [], "sleep_s": 5}]}}, "timed out"),
                      "NaN": ({"predict": {"input": [{"rows": [], "nan": True}]}}, "NaN")},
                     load="users: 1, wait: 20ms", up=404),
}
PROOFS = {name: proof(name, server) for name, server in SERVER_TABLE.items()}
NEEDED = {name: {server.folder} for name, server in SERVER_TABLE.items()}
