#!/usr/bin/env bash
# tdigest 0.5.2.2 (PyPI): the median of 99 answers of 10 ms and one of 1000 ms is 19.9 ms, and their p90 is 811.9 ms.
#
# Expected: 99 of 100 values are 10, so each percentile up to the 98th is 10. A t-digest is an estimate, but one that is
#           meant to be best at the ends.
# Seen:     equal values become one point with a weight of 99, and percentiles lie on the line from this point to the next one.
#           So one slow answer pulls them all up. With times that differ a little, as in the last line, nothing is wrong.
# So:       latencies in whole milliseconds, or answers of a cache, give percentiles that no request had: one outlier in
#           a hundred looks as if half of the service were twice as slow.
#
# Output seen, tdigest 0.5.2.2, Python 3.11.7:
#   99 x 10 ms, 1 x 1000 ms: true median 10.0, told p50 19.9, p90 811.9, p95 910.9
#   999 x 10 ms, 1 x 1000 ms: true median 10.0, told p50 11.0, p90 803.0, p95 902.0
#   99 about 10 ms, 1 x 1000 ms: true median 10.0, told p50 10.0, p90 10.4, p95 10.5
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir tdigest==0.5.2.2
seen=$("$folder/venv/bin/python" - <<'TRIAL'
import statistics

from tdigest import TDigest


def tell(words, latencies):
    digest = TDigest()
    digest.batch_update(latencies)
    found = ", ".join(f"p{p} {digest.percentile(p):.1f}" for p in (50, 90, 95))
    print(f"{words}: true median {statistics.median(latencies):.1f}, told {found}")


tell("99 x 10 ms, 1 x 1000 ms", [10.0] * 99 + [1000.0])
tell("999 x 10 ms, 1 x 1000 ms", [10.0] * 999 + [1000.0])
tell("99 about 10 ms, 1 x 1000 ms", [9.5 + i / 98 for i in range(99)] + [1000.0])
TRIAL
)
echo "$seen"
[ "$seen" = '99 x 10 ms, 1 x 1000 ms: true median 10.0, told p50 19.9, p90 811.9, p95 910.9
999 x 10 ms, 1 x 1000 ms: true median 10.0, told p50 11.0, p90 803.0, p95 902.0
99 about 10 ms, 1 x 1000 ms: true median 10.0, told p50 10.0, p90 10.4, p95 10.5' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
