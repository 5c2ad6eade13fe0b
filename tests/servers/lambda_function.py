"""A function behind AWS Lambda's Runtime Interface Emulator: `python lambda_function.py` serves it.

{"raise": true} makes it raise, {"nan": true} makes it answer NaN, {"sleep_s": N} makes it take as long.
"""

import os
import sys
import time

import faults


def handler(event, context):
    faults.predicted()
    if "raise" in event:
        raise ValueError("asked to raise")
    time.sleep(event.get("sleep_s", 0))
    return {"predictions": [float("nan")] if "nan" in event else [sum(row) for row in event["rows"]]}


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    os.environ.setdefault("AWS_LAMBDA_FUNCTION_TIMEOUT", "3")
    os.environ["PYTHONPATH"] = here
    port = int(os.environ.get("PORT", "8000"))
    program = os.path.join(here, "..", "..", ".deps", "lambda-emulator", "aws-lambda-rie")
    os.execv(program, [program, "--log-level", "error", "--runtime-interface-emulator-address", f"127.0.0.1:{port}",
                       "--runtime-api-address", f"127.0.0.1:{port + 1}", sys.executable, "-m", "awslambdaric", "lambda_function.handler"])
