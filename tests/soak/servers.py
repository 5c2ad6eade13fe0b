"""Real servers of predictions with a model that leaks, and their healthy twins: one scenario, told apart by FAULT."""

import os
import shutil
import tempfile

from acts import Act
from judgement import Judgement
from running_services import RayFiles


class Leaking(Act):
    """What a server writes lies below a folder of its own, and its model counts its predictions in a file."""

    fault, environment_of_its_own = "list", {}

    def __init__(self, out, port):
        super().__init__(out, port)
        self.folder = None

    @property
    def counts(self):
        return self.out / "predictions"

    def environment(self):
        self.folder = tempfile.mkdtemp(prefix="soak-server-")
        return {"FAULT": self.fault, "FOLDER": self.folder, "COUNTS": str(self.counts), "HOME": self.folder,
                "MODEL": os.path.join(self.folder, "model"),
                "MLFLOW_DISABLE_TELEMETRY": "true", "BENTOML_DO_NOT_TRACK": "True", "BENTOML_HOME": self.folder}

    def clean_up(self):
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def predictions(self):
        return os.path.getsize(self.counts)


class Healthy(Leaking):
    fault = "none"


class LeakingRay(Leaking):
    """Ray's paths must be short, and it is told its own things."""

    def __init__(self, out, port):
        super().__init__(out, port)
        self.files = RayFiles(out, port)

    def environment(self):
        return {**super().environment(), **self.files.environment()}

    def clean_up(self):
        self.files.clean_up()
        super().clean_up()


def counted(judged, act):
    """Every request is a prediction of the model; the ones before the load, which asked whether it is ready, are few."""
    there, here = act.predictions(), judged.all_requests()
    judged.expect(0 <= there - here <= 10, f"the model counts {there} predictions, Plimsoll {here}")
    judged.expect(judged.run["totals"]["failures"] == 0, f"{judged.run['totals']['failures']} requests failed")
    judged.seen = f"{there} predictions counted by the model"


def leaks(kept):
    def judge(run, act):
        judged = Judgement(run)
        judged.verdict("leaking")
        judged.growth(kept * judged.requests() / judged.judged_seconds())
        counted(judged, act)
        return judged
    return judge


def healthy(run, act):
    judged = Judgement(run)
    judged.not_accused()
    counted(judged, act)
    return judged
