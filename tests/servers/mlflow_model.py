"""MLflow's server with a model of three columns, of types double, long and string: `python mlflow_model.py` serves it.

A row whose text is "raise" makes the model raise, one whose text is "nan" is answered by a NaN.
"""

import os
import sys

import mlflow.pyfunc
from mlflow.models import ModelSignature, set_model
from mlflow.types.schema import ColSpec, Schema

import faults


class Sum(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        faults.predicted()
        words = list(model_input["text"])
        if "raise" in words:
            raise ValueError("no such word")
        sums = (model_input["x"] + model_input["count"]).tolist()
        return [float("nan") if word == "nan" else value for word, value in zip(words, sums)]


if __name__ == "__main__":
    folder = str(faults.folder() / "model")
    columns = Schema([ColSpec("double", "x"), ColSpec("long", "count"), ColSpec("string", "text")])
    here = os.path.abspath(__file__)
    mlflow.pyfunc.save_model(folder, python_model=here, code_paths=[os.path.join(os.path.dirname(here), "faults.py")],
                             signature=ModelSignature(inputs=columns, outputs=Schema([ColSpec("double")])), pip_requirements=["mlflow"])
    program = os.path.join(os.path.dirname(sys.executable), "mlflow")
    os.execv(program, [program, "models", "serve", "-m", folder, "-h", "127.0.0.1", "-p", os.environ.get("PORT", "8000"),
                       "--env-manager", "local"])
else:
    set_model(Sum())
