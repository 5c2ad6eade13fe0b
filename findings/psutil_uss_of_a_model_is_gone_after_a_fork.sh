#!/usr/bin/env bash
# psutil 7.2.2: the "unique" memory (USS) of a process with a model of 200 MiB falls to nearly nothing when it forks its workers.
#
# Expected: nothing is freed, so the figure stays, or the sum over the processes does: USS is recommended as the best one for what a
#           process really takes.
# Seen:     pages that two processes share are nobody's own. After the fork the parent and both workers have a few MiB each; the sum
#           of USS lacks the model, the sum of RSS has it three times, and only the sum of PSS has it once.
# So:       with a model loaded before the fork (gunicorn --preload), a watch of USS sees memory "freed" as workers start, and a "leak"
#           of 200 MiB as the last of them ends, though nobody took or gave any.
#
# Output seen, psutil 7.2.2, Linux, Python 3.11.7, in MiB to the next 100:
#   before: USS of the parent 200; sums: RSS 200, USS 200, PSS 200
#   two workers: USS of the parent 0; sums: RSS 600, USS 0, PSS 200
#   they ended: USS of the parent 200; sums: RSS 200, USS 200, PSS 200
#
# Fails if that changes. Needs Linux, python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir psutil==7.2.2
seen=$("$folder/venv/bin/python" - <<'TRIAL'
import os

import psutil


def tell(words, processes):
    infos = [psutil.Process(process).memory_full_info() for process in processes]
    sums = {key: round(sum(getattr(info, key) for info in infos) / 2**20, -2) for key in ("rss", "uss", "pss")}
    print(f"{words}: USS of the parent {round(infos[0].uss / 2**20, -2):.0f}; sums: "
          + ", ".join(f"{key.upper()} {value:.0f}" for key, value in sums.items()))


model = b"w" * (200 << 20)
tell("before", [os.getpid()])
reader, writer = os.pipe()
workers = []
for _ in range(2):
    worker = os.fork()
    if worker == 0:
        os.close(writer)
        os.read(reader, 1)  # until the parent closes its end
        os._exit(0)
    workers.append(worker)
tell("two workers", [os.getpid(), *workers])
os.close(writer)
for worker in workers:
    os.waitpid(worker, 0)
tell("they ended", [os.getpid()])
TRIAL
)
echo "$seen"
[ "$seen" = 'before: USS of the parent 200; sums: RSS 200, USS 200, PSS 200
two workers: USS of the parent 0; sums: RSS 600, USS 0, PSS 200
they ended: USS of the parent 200; sums: RSS 200, USS 200, PSS 200' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
