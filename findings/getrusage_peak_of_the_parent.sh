#!/usr/bin/env bash
# getrusage() on Linux, as Python 3.11 gives it: the "peak memory" of a new program is that of the process that started it.
#
# Expected: ru_maxrss of a process is the most memory that this process has held, the same as VmHWM in /proc/self/status.
#           A new program begins with an empty memory, so who started it cannot matter.
# Seen:     execve() keeps ru_maxrss. A child of less than 20 MiB that a program of 300 MiB starts reports over 300 MiB for the
#           whole of its life, although subprocess copies no memory for it. VmHWM starts anew.
# So:       a service or a load generator that gives out its own ru_maxrss shows the size of the test runner. A limit on it
#           fails for a small service in a big test suite and holds in a shell; growth below the size of the starter
#           is not seen at all.
#
# Output seen, Python 3.11.7, Linux 6.18:
#   started by a small process:      VmHWM 8 MiB, ru_maxrss 10 MiB
#   started by one that holds 300 MiB: VmHWM 8 MiB, ru_maxrss 310 MiB
#
# Fails if that changes. Needs Linux and Python. Works in a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat >"$folder/small.py" <<'SMALL'
import resource
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(int(peak) // 1024, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
SMALL

cat >"$folder/start.py" <<'START'
import subprocess, sys


def child():
    return [int(word) for word in subprocess.check_output([sys.executable, "-S", sys.argv[1]]).split()]


before = child()
held = b"x" * (300 << 20)
after = child()
print(f"started by a small process:      VmHWM {before[0]} MiB, ru_maxrss {before[1]} MiB")
print(f"started by one that holds 300 MiB: VmHWM {after[0]} MiB, ru_maxrss {after[1]} MiB")
sys.exit(0 if max(before + after[:1]) < 100 and after[1] >= 300 else 1)
START

if python3 -S "$folder/start.py" "$folder/small.py"; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
