"""What the models of every server here do beside predicting: they count, and with FAULT=list they leak.

FAULT_BYTES is what each prediction leaves behind. COUNTS names a file that gains a byte a prediction, whichever process makes it.
"""

import os
import tempfile
from pathlib import Path

kept = []
fault_bytes = int(os.environ.get("FAULT_BYTES", "32768"))
leaks = os.environ.get("FAULT") == "list"
counts = os.open(os.environ["COUNTS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600) if "COUNTS" in os.environ else None


def predicted():
    """Is called once by each prediction."""
    if counts is not None:
        os.write(counts, b".")
    if leaks:
        kept.append(b"x" * fault_bytes)


def folder():
    """Where a server may write: FOLDER, which is its caller's to remove."""
    return Path(os.environ.get("FOLDER") or tempfile.mkdtemp(prefix="server-"))


class Keeping:
    """For servers that take a middleware of ASGI, as teams write one: each POST is a prediction."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http" and scope["method"] == "POST":
            predicted()
        await self.app(scope, receive, send)
