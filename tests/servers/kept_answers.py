#!/usr/bin/env python3
"""kept_answers.py PROGRAM: each protocol is right about what real servers of it answered, as tests/data/protocols has it.

A stand-in answers each request of a protocol by one kept answer; the program must find it good, or find what is wrong and say it.
"""

import json
import subprocess
import sys
import tempfile
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

sys.dont_write_bytecode = True

from replay import handler_of  # noqa: E402

KEPT = Path(__file__).resolve().parent.parent / "data" / "protocols"
IRIS = [[5.1, 3.5, 1.4, 0.2], [6.2, 2.9, 4.3, 1.3]]
TENSOR = {"predict": {"tensors": {"rows": {"datatype": "FP64", "data": IRIS}}}}
RANDOM = {"predict": "random"}
ROWS = {"predict": {"input": IRIS}}
PROMPT = {"predict": {"prompt": "hello"}}
V2 = {"good": None, "nested": None, "raises": "no flower is as small", "nan": "data[*] is null, which stands for NaN", "wrong_shape": "status 500",
      "no_model": "status 404"}

# Of each protocol its kept answers, a request, and what each answer is: good, or told by these words.
ANSWERS = [
    ("mlflow", "mlflow", {"predict": {"rows": [{"x": 1.5, "count": 2, "text": "a"}]}}, {
        "good": None, "records": None, "csv": None, "nan": "$.predictions[*] is NaN", "raises": "the model raised",
        "missing_column": "does not fit the model's signature", "unknown_key": "not one that the server takes",
        "not_json": "not one that the server takes", "other_type": "the content type is neither JSON nor CSV"}),
    ("mlserver", {"name": "mlserver", "model": "iris"}, TENSOR, {**V2, "wrong_datatype": "status 422"}),
    ("mlserver", {"name": "mlserver", "model": "iris"}, RANDOM, {"good": None, "raises": "status 500"}),
    ("kserve", {"name": "kserve_v2", "model": "iris"}, TENSOR, {**V2, "wrong_datatype": "status 400"}),
    ("kserve", {"name": "kserve_v2", "model": "iris"}, RANDOM, {"good": None, "raises": "status 500"}),
    ("kserve", {"name": "kserve_v2", "model": "iris", "binary": True}, TENSOR, {"binary": None, "binary_input": None, "raises": "status 500"}),
    ("kserve", {"name": "kserve_v2", "model": "iris", "binary": True}, RANDOM, {"binary": None}),
    ("kserve", {"name": "kserve_v1", "model": "iris"}, ROWS, {
        "v1_good": None, "v1_nan": "$.predictions[*] is null", "v1_raises": "no flower is as small", "v1_no_instances": "status 500",
        "v1_not_json": "status 400", "v1_charset": "status 500", "v1_no_model": "status 404"}),
    ("bentoml", {"name": "bentoml", "key": "rows"}, ROWS, {
        "good": None, "nan": "$[*] is NaN", "raises": "status 500", "missing_key": "status 400", "not_json": "status 400"}),
    # What is labelled text/event-stream is none, and one that an exception cut short looks like a whole one.
    ("bentoml", {"name": "bentoml", "key": "rows", "stream": True}, ROWS, {"stream": None, "stream_raises": None, "raises": "status 500"}),
    ("litserve", "litserve", {"predict": {"input": [{"input": 4}]}}, {
        "good": None, "nan": "NaN or infinity in the result", "raises": "raised", "not_json": "the body is no JSON"}),
    ("litserve_stream", {"name": "litserve", "stream": True}, {"predict": {"input": [{"input": 4}]}}, {"good": None, "raises": None}),
    ("ray", {"name": "ray_serve", "key": "rows"}, ROWS, {
        "good": None, "nan": "$.predictions[*] is NaN", "raises": "the handler raised", "missing_key": "the handler raised",
        "not_json": "the handler raised"}),
    ("torchserve", {"name": "torchserve", "model": "sum"}, ROWS, {
        "good": None, "nan": "$.predictions[*] is NaN", "raises": "the handler raised", "not_json": "could not read the body",
        "no_model": "Model not found: nope"}),
    ("llama_cpp", {"name": "llama_cpp", "stream": True}, PROMPT, {
        "stream": None, "stream_usage": None, "no_messages": "'messages' is required", "not_json": "status 400"}),
    ("llama_cpp", "llama_cpp", PROMPT, {"good": None, "no_model": None, "no_messages": "'messages' is required", "not_json": "status 400"}),
    ("llama_cpp", {"name": "llama_cpp", "format": "completions", "stream": True}, PROMPT, {"completion_stream": None}),
    ("llama_cpp", {"name": "llama_cpp", "format": "completions"}, PROMPT, {"completion": None}),
    ("vllm", {"name": "vllm", "model": "tiny", "stream": True}, PROMPT, {
        "stream": None, "stream_usage": None, "no_messages": "Field required", "no_model": "is not served under this name",
        "not_json": "JSON decode error"}),
    ("vllm", {"name": "vllm", "model": "tiny"}, PROMPT, {"good": None, "no_model": "is not served under this name"}),
    ("vllm", {"name": "vllm", "model": "tiny", "format": "completions", "stream": True}, PROMPT, {"completion_stream": None}),
    ("vllm", {"name": "vllm", "model": "tiny", "format": "completions"}, PROMPT, {"completion": None}),
    ("transformers", {"name": "transformers", "model": "MODEL", "stream": True}, PROMPT, {
        "stream": None, "no_messages": "status 500", "no_model": "another model than it was pinned to", "not_json": "status 422"}),
    ("transformers", {"name": "transformers", "model": "MODEL"}, PROMPT, {"good": None, "no_model": "another model than it was pinned to"}),
    ("transformers", {"name": "transformers", "model": "MODEL", "format": "completions", "stream": True}, PROMPT, {"completion_stream": None}),
    ("transformers", {"name": "transformers", "model": "MODEL", "format": "completions"}, PROMPT, {"completion": None}),
    ("lambda", "lambda", {"predict": {"input": [{"rows": IRIS}]}}, {
        "good": None, "nan": "$.predictions[*] is NaN", "raises": "asked to raise", "missing_key": "an error within a 200",
        "not_json": "the event is no JSON to it, in a 200", "timed_out": "the function timed out, in a 200"}),
]


def told(program, folder, server, protocol, request, answer):
    with ThreadingHTTPServer(("127.0.0.1", 0), handler_of(KEPT / server, answer)) as stand_in:
        threading.Thread(target=stand_in.serve_forever, daemon=True).start()
        scenario = folder / "soak.yaml"
        scenario.write_text(json.dumps({"target": f"http://127.0.0.1:{stand_in.server_port}", "protocol": protocol,
                                        "load": {"users": 1, "duration": "1s"}, "requests": [{"name": "predict", **request}]}))
        asked = subprocess.run([program, "check", scenario, "--smoke"], capture_output=True, text=True, timeout=60, check=False)
        stand_in.shutdown()
    return asked.returncode, asked.stdout + asked.stderr


def main(program):
    wrong = tried = 0
    with tempfile.TemporaryDirectory(prefix="kept-answers-") as folder:
        for server, protocol, request, answers in ANSWERS:
            for answer, words in answers.items():
                code, said = told(program, Path(folder), server, protocol, request, answer)
                tried += 1
                if (code == 0) != (words is None) or (words or "") not in said:
                    wrong += 1
                    print(f"{server}/{answer}.answer with protocol {protocol}: expected {words or 'a good answer'}, exit code {code}:\n{said}")
    print(f"{tried - wrong} of {tried} answers are told as what they are")
    return 1 if wrong or not tried else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
