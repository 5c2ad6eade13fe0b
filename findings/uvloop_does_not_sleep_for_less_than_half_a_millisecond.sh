#!/usr/bin/env bash
# uvloop 0.23.0: asyncio.sleep(0.0004) does not sleep at all, and sleep(0.0014) sleeps for 1 ms.
#
# Expected: a sleep lasts at least as long as it was told, as with asyncio's own loop: there each ends late, and none early.
# Seen:     the time is rounded to whole milliseconds, to the nearest and not up, and 0 is "at once".
# So:       a load generator that waits for 1 / rate between two requests sends at 2500 a second all that it has at once. With
#           1.4 ms it sends up to 40 % too many. uvicorn takes uvloop by itself where it is installed, so servers that
#           simulate a model with a short sleep become faster by an installation.
#
# Output seen, uvloop 0.23.0, Python 3.11.7:
#   asyncio
#     of 200 sleeps of 0.4 ms, none ended early
#     of 200 sleeps of 1.4 ms, none ended early
#     500 requests, 1 / 2500 s between two: sent at 2500 a second or less
#   uvloop
#     of 200 sleeps of 0.4 ms, some ended early
#     of 200 sleeps of 1.4 ms, some ended early
#     500 requests, 1 / 2500 s between two: sent at more than 2500 a second
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir uvloop==0.23.0
seen=$("$folder/venv/bin/python" - <<'TRIAL'
import asyncio
import time

import uvloop


async def trial():
    for seconds in (0.0004, 0.0014):
        lasted = []
        for _ in range(200):
            start = time.perf_counter()
            await asyncio.sleep(seconds)
            lasted.append(time.perf_counter() - start)
        early = "some" if min(lasted) < 0.9 * seconds else "none"
        print(f"  of 200 sleeps of {1000 * seconds:.1f} ms, {early} ended early")
    start = time.perf_counter()
    for _ in range(500):  # a plan for 0.2 s
        await asyncio.sleep(1 / 2500)
    at_most = 2500 if time.perf_counter() - start >= 0.2 else "more than 2500"
    print(f"  500 requests, 1 / 2500 s between two: sent at {at_most} a second{' or less' if at_most == 2500 else ''}")


print("asyncio")
asyncio.run(trial())
print("uvloop")
uvloop.run(trial())
TRIAL
)
echo "$seen"
[ "$seen" = 'asyncio
  of 200 sleeps of 0.4 ms, none ended early
  of 200 sleeps of 1.4 ms, none ended early
  500 requests, 1 / 2500 s between two: sent at 2500 a second or less
uvloop
  of 200 sleeps of 0.4 ms, some ended early
  of 200 sleeps of 1.4 ms, some ended early
  500 requests, 1 / 2500 s between two: sent at more than 2500 a second' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
