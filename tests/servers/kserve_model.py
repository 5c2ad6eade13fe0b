"""KServe's model server with a model of its own, over V1 and V2: `python kserve_model.py` serves it.

A first column of more than 1000 makes the model answer NaN, one of less than -1000 makes it raise.
"""

import os

import numpy
from kserve import InferOutput, InferResponse, Model, ModelServer
from kserve.utils.utils import generate_uuid

import faults


class Iris(Model):
    def __init__(self):
        super().__init__("iris")
        self.ready = True

    def get_input_types(self):
        return [{"name": "rows", "datatype": "FP64", "shape": [-1, 4]}]

    def get_output_types(self):
        return [{"name": "sums", "datatype": "FP64", "shape": [-1]}]

    def predict(self, payload, headers=None, response_headers=None):
        faults.predicted()
        v1 = isinstance(payload, dict)
        rows = numpy.asarray(payload["instances"] if v1 else payload.inputs[0].as_numpy(), dtype=float)
        if (rows < -1000).any():
            raise ValueError("no flower is as small")
        sums = rows.sum(axis=1)
        sums[(rows > 1000).any(axis=1)] = float("nan")
        if v1:
            return {"predictions": sums.tolist()}
        output = InferOutput("sums", [len(sums)], "FP64")
        output.set_data_from_numpy(sums, binary_data=False)
        return InferResponse(payload.id or generate_uuid(), "iris", [output], use_binary_outputs=payload.use_binary_outputs)


if __name__ == "__main__":
    ModelServer(http_port=int(os.environ.get("PORT", "8000")), enable_grpc=False, workers=1).start([Iris()])
