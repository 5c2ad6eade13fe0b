"""MLServer with a logistic regression over iris, by its scikit-learn runtime: `python mlserver_model.py` serves it.

A first column of more than 1000 makes the model answer NaN, one of less than -1000 makes it raise.
"""

import json
import os
import sys
from pathlib import Path

import numpy
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceResponse
from mlserver_sklearn import SKLearnModel

import faults


class Iris(SKLearnModel):
    async def predict(self, payload):
        faults.predicted()
        rows = numpy.asarray(NumpyCodec.decode_input(payload.inputs[0]))
        if (rows < -1000).any():
            raise ValueError("no flower is as small")
        if (rows > 1000).any():
            nan = NumpyCodec.encode_output("predict", numpy.array([float("nan")]))
            return InferenceResponse(model_name=self.name, outputs=[nan])
        return await super().predict(payload)


if __name__ == "__main__":
    import joblib
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression

    folder, port = faults.folder(), int(os.environ.get("PORT", "8000"))
    joblib.dump(LogisticRegression(max_iter=1000).fit(*load_iris(return_X_y=True)), folder / "iris.joblib")
    settings = {"host": "127.0.0.1", "http_port": port, "grpc_port": port + 1, "metrics_port": port + 2, "parallel_workers": 1,
                "debug": False, "metrics_dir": str(folder / "metrics")}
    model = {"name": "iris", "implementation": "mlserver_model.Iris", "parameters": {"uri": str(folder / "iris.joblib"), "version": "v1"},
             "inputs": [{"name": "rows", "datatype": "FP64", "shape": [-1, 4]}],
             "outputs": [{"name": "predict", "datatype": "INT64", "shape": [-1, 1]}]}
    (folder / "settings.json").write_text(json.dumps(settings))
    (folder / "model-settings.json").write_text(json.dumps(model))
    os.environ["PYTHONPATH"] = str(Path(__file__).resolve().parent)
    program = str(Path(sys.executable).parent / "mlserver")
    os.execv(program, [program, "start", str(folder)])
