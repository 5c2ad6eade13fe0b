"""Batch predictions as teams serve them: a login whose token soon expires, jobs that are polled, a list in pages.

TOKEN_SECONDS: how long a token is good (2). JOB_SECONDS: how long a job takes (0.2). REFUSE_ALL: every token is refused.
"""

import base64
import hashlib
import hmac
import json
import os
import time
import uuid

from fastapi import FastAPI, Header, HTTPException
from fastapi.responses import JSONResponse
from pydantic import BaseModel

SECRET = b"known to nobody else"
TOKEN_SECONDS = float(os.environ.get("TOKEN_SECONDS", "2"))
JOB_SECONDS = float(os.environ.get("JOB_SECONDS", "0.2"))
REFUSE_ALL = bool(os.environ.get("REFUSE_ALL"))
ITEMS = 7

app = FastAPI()
datasets = {}
jobs = {}


class Login(BaseModel):
    user: str
    password: str


class Job(BaseModel):
    dataset: str
    rows: list[list[float]]


def coded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(text):
    return coded(hmac.new(SECRET, text.encode(), hashlib.sha256).digest())


def new_token(user):
    """A JSON Web Token (RFC 7519), HS256."""
    head = coded(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = coded(json.dumps({"sub": user, "exp": time.time() + TOKEN_SECONDS}).encode())
    return f"{head}.{body}.{signed(f'{head}.{body}')}"


def user_of(authorization):
    token = (authorization or "").removeprefix("Bearer ")
    head, _, rest = token.partition(".")
    body, _, signature = rest.partition(".")
    if REFUSE_ALL or not hmac.compare_digest(signature, signed(f"{head}.{body}")):
        raise HTTPException(401, "no valid token")
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    if claims["exp"] < time.time():
        raise HTTPException(401, "the token has expired")
    return claims["sub"]


def job_of(job, authorization):
    user = user_of(authorization)
    if job not in jobs or jobs[job]["user"] != user:
        raise HTTPException(404, "no such job of this user")
    return jobs[job]


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/datasets", status_code=201)
async def make_dataset():
    name = uuid.uuid4().hex
    datasets[name] = True
    return {"id": name}


@app.delete("/datasets/{name}")
async def drop_dataset(name: str):
    if not datasets.pop(name, False):
        raise HTTPException(404, "no such dataset")
    return {"dropped": name}


@app.post("/token")
async def log_in(login: Login):
    if login.password != f"password of {login.user}":
        raise HTTPException(401, "wrong password")
    return {"access_token": new_token(login.user), "expires_in": TOKEN_SECONDS}


@app.post("/jobs")
async def submit(job: Job, authorization: str | None = Header(None)):
    user = user_of(authorization)
    if job.dataset not in datasets:
        raise HTTPException(404, "no such dataset")
    name = uuid.uuid4().hex
    jobs[name] = {"user": user, "rows": job.rows, "due": time.monotonic() + JOB_SECONDS}
    return JSONResponse({"id": name, "status": "queued"}, 202, {"Location": f"/jobs/{name}"})


@app.get("/jobs/{name}")
async def look(name: str, authorization: str | None = Header(None)):
    done = time.monotonic() >= job_of(name, authorization)["due"]
    return {"id": name, "status": "done", "result": f"/jobs/{name}/result"} if done else {"id": name, "status": "running"}


@app.get("/jobs/{name}/result")
async def fetch(name: str, authorization: str | None = Header(None)):
    job = job_of(name, authorization)
    if time.monotonic() < job["due"]:
        raise HTTPException(409, "the job is not done")
    del jobs[name]
    return {"id": name, "predictions": [round(sum(row), 3) for row in job["rows"]]}


@app.get("/items")
async def items(after: int = 0, authorization: str | None = Header(None)):
    user_of(authorization)
    last = min(after + 3, ITEMS)
    return {"items": list(range(after, last)), "next": f"/items?after={last}" if last < ITEMS else None}
