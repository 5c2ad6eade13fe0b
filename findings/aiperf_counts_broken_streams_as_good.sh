#!/usr/bin/env bash
# AIPerf 0.13.0: a stream that tells of an error, or that breaks off, is a good request.
#
# Expected: an answer of 200 whose events say {"error": ...}, or that ends without a finish reason and without [DONE], is counted
#           as a failed request: the user got half an answer.
# Seen:     both are in request_count, and error_request_count is not there. They are in the time to first token and in the
#           tokens a second as any other.
# So:       a server that breaks off under load looks faster, and nothing else.
#
# Output seen, AIPerf 0.13.0, Python 3.11.7, four requests each:
#   good: 4 good, 0 failed, 5 tokens
#   error: 4 good, 0 failed, 2 tokens
#   cut: 4 good, 0 failed, 2 tokens
#
# Fails if that changes. Needs python3 with venv, and 1.5 GB in a temporary folder, which is removed.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir aiperf==0.13.0

cat >"$folder/server.py" <<'SERVER'
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def event(choices, **more):
    body = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices, **more}
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def text(words):
    return event([{"index": 0, "delta": {"content": words}, "finish_reason": None}])


ROLE = event([{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}])
STOP = event([{"index": 0, "delta": {}, "finish_reason": "stop"}])
DONE = b"data: [DONE]\n\n"


def usage(tokens):
    return event([], usage={"prompt_tokens": 2, "completion_tokens": tokens, "total_tokens": 2 + tokens})


STREAMS = {
    "good": [ROLE, *[text(f" w{i}") for i in range(5)], STOP, usage(5), DONE],
    "error": [ROLE, text(" w0"), text(" w1"), b'data: {"error": {"message": "out of memory", "code": 500}}\n\n', DONE],
    "cut": [ROLE, text(" w0"), text(" w1")],
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        body = json.dumps({"object": "list", "data": [{"id": "m", "object": "model"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in STREAMS[self.path.split("/")[1]]:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
SERVER
mkfifo "$folder/port"
python3 "$folder/server.py" >"$folder/port" &
server=$!
read -r port <"$folder/port"

# A tokeniser of words, since it insists on one.
"$folder/venv/bin/python" - "$folder/tokenizer" >/dev/null 2>&1 <<'TOKENIZER'
import sys
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast
words = ["[UNK]", "[PAD]", "<s>", "</s>", *(f"w{i}" for i in range(9)), "Say", "something"]
tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", bos_token="<s>",
                        eos_token="</s>").save_pretrained(sys.argv[1])
TOKENIZER
for _ in 1 2 3 4 5 6 7 8; do echo '{"text": "Say something"}'; done >"$folder/prompts.jsonl"

look() { # NAME
  "$folder/venv/bin/aiperf" profile -m m --url "http://127.0.0.1:$port/$1" --endpoint-type chat --streaming --concurrency 2 \
    --request-count 4 --tokenizer "$folder/tokenizer" --input-file "$folder/prompts.jsonl" --custom-dataset-type single_turn \
    --ui none --no-server-metrics --no-gpu-telemetry --output-artifact-dir "$folder/$1" >"$folder/log" 2>&1 || {
    cat "$folder/log" >&2
    return 1
  }
  python3 - "$1" "$folder/$1/profile_export_aiperf.json" <<'FOUND'
import json
import sys

name, file = sys.argv[1:]
found = json.load(open(file))
mean = lambda key: (found.get(key) or {}).get("avg")
tokens = mean("output_sequence_length")
print(f"{name}: {mean('request_count') or 0:.0f} good, {mean('error_request_count') or 0:.0f} failed, "
      f"{'no' if tokens is None else format(tokens, '.0f')} tokens")
FOUND
}
seen=$(for name in good error cut; do look "$name"; done)
echo "$seen"
if [ "$seen" = "good: 4 good, 0 failed, 5 tokens
error: 4 good, 0 failed, 2 tokens
cut: 4 good, 0 failed, 2 tokens" ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
