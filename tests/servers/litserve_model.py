"""LitServe: `python litserve_model.py` serves a model, with STREAM=1 one that answers by a stream of five chunks.

An input of 13 makes the model raise, one of 14 makes it answer NaN.
"""

import os

import litserve

import faults


class Square(litserve.LitAPI):
    def setup(self, device):
        self.model = lambda x: x * x

    def decode_request(self, request):
        return request["input"]

    def predict(self, x):
        faults.predicted()
        if x == 13:
            raise ValueError("no square of that")
        return float("nan") if x == 14 else self.model(x)

    def encode_response(self, output):
        return {"output": output}


class Counting(Square):
    def predict(self, x):
        faults.predicted()
        for part in range(5):
            if x == 13 and part == 2:
                raise ValueError("no square of that")
            yield part * x

    def encode_response(self, outputs):
        for output in outputs:
            yield f'{{"output": {output}}}\n'


if __name__ == "__main__":
    streams = os.environ.get("STREAM") == "1"
    server = litserve.LitServer(Counting() if streams else Square(), accelerator="cpu", stream=streams, timeout=20)
    server.run(host="127.0.0.1", port=int(os.environ.get("PORT", "8000")), generate_client_file=False, num_api_servers=1)
