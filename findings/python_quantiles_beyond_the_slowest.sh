#!/usr/bin/env bash
# Python 3.11, statistics.quantiles(): the p99 of fifty latencies is slower than the slowest of them, and a p1 can be negative.
#
# Expected: a percentile of a sample lies between its least and its greatest value; with few samples p99 is the greatest.
# Seen:     quantiles(latencies, n=100)[98], which is how many small load tests take their p99, draws the line through
#           the last two samples on beyond the last one. 49 answers of 100 ms and one of 1000 ms have a p99 of 1441 ms.
#           With a quick one at the other end the p1 is a negative time. Below 99 samples p99 is always such a guess.
# So:       a bound on p99 fails though each single answer kept it, and two tools differ on the same file.
#           method="inclusive" stays within the samples.
#
# Output seen, Python 3.11.7:
#   p99 1441.0 of at most 1000.0
#   p1 -47.5 of at least 1.0
#   p99 inclusive 559.0
#
# Fails if that changes. Needs Python. Writes no file.
set -euo pipefail

seen=$(python3 - <<'QUANTILES'
from statistics import quantiles

slow_end = [100.0] * 49 + [1000.0]
quick_end = [1.0] + [100.0] * 49
print(f"p99 {quantiles(slow_end, n=100)[98]:.1f} of at most {max(slow_end):.1f}")
print(f"p1 {quantiles(quick_end, n=100)[0]:.1f} of at least {min(quick_end):.1f}")
print(f"p99 inclusive {quantiles(slow_end, n=100, method='inclusive')[98]:.1f}")
QUANTILES
)
echo "$seen"
if [ "$seen" = "p99 1441.0 of at most 1000.0
p1 -47.5 of at least 1.0
p99 inclusive 559.0" ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
