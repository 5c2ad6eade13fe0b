#!/usr/bin/env bash
# glibc 2.36 (Debian 12): the first batch of 20 MiB is given back to the system, each later one of the same size is kept.
#
# Expected: what a prediction does with its memory is the same each time: either free() gives a block of 20 MiB back or it
#           does not, and a larger block is not given back more readily than a smaller one.
# Seen:     a block above the mmap threshold (128 KiB at first) has a mapping of its own, and free() gives it back. But that
#           free() also lifts the threshold to the size of the block, up to 32 MiB. The next block of 20 MiB comes from
#           the heap, whose top is trimmed from twice the threshold on, and so its 20 MiB stay. A block of 40 MiB is above
#           the most the threshold can be: it is given back each time.
# So:       one request after the start proves nothing about memory. A step of a whole batch after the second request is no
#           leak. With the threshold set by hand it does not move, and all is given back.
#
# Output seen, glibc 2.36, Python 3.11.7 (MiB above the start, after each of six blocks has been freed):
#   as it comes:     40: 0  40: 0  20: 0  20: 20  20: 20  40: 20
#   threshold fixed: 40: 0  40: 0  20: 0  20: 0  20: 0  40: 0
#
# Fails if that changes. Needs glibc and Python. Works in a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat >"$folder/batches.py" <<'BATCHES'
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4 // 1024


def predict(mib):
    return len(bytearray(mib << 20))  # filled with zeros by Python, so each page of it is touched; freed at the return


start = resident()
print(*(f"{mib}: {predict(mib) and max(0, resident() - start)}" for mib in (40, 40, 20, 20, 20, 40)), sep="  ")
BATCHES

# A difference of 1 MiB is the interpreter's.
about() { sed 's/: 1\b/: 0/g; s/: \(19\|21\)\b/: 20/g'; }
own=$(python3 -S "$folder/batches.py" | about)
fixed=$(MALLOC_MMAP_THRESHOLD_=131072 python3 -S "$folder/batches.py" | about)
echo "as it comes:     $own"
echo "threshold fixed: $fixed"
if [ "$own" = "40: 0  40: 0  20: 0  20: 20  20: 20  40: 20" ] && [ "$fixed" = "40: 0  40: 0  20: 0  20: 0  20: 0  40: 0" ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
