#!/usr/bin/env bash
# numpy 2.4.6: with failures kept as infinite latencies, percentile() is NaN where the answer is a plain finite number.
#
# Expected: failed requests are put in as infinity, so that they count as slower than any answer. A percentile among the good
#           ones is then a good one's latency, and a percentile among the failures is infinite. The 50th percentile is the median.
# Seen:     the value is interpolated even where it falls on a sample: the distance to the next one, which is infinite, is
#           multiplied by 0, and that is NaN. percentile([1, 2, inf], 50) is NaN, while median() of it is 2. Among the
#           failures it is inf - inf, NaN again.
# So:       NaN comes just at the edge of the failures, where a bound matters most, and "p95 > limit" is False for NaN:
#           the check passes. method="lower" or "inverted_cdf" gives the sample.
#
# Output seen, numpy 2.4.6, Python 3.11.7:
#   2 good, 1 failed: median 2.0 percentile 50 nan inverted_cdf 2.0
#   50 good, 50 failed: percentile 95 nan above a limit of 100: False
#
# Fails if that changes. Needs Python with pip. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-compile --no-deps \
  --target "$folder/site" numpy==2.4.6

seen=$(PYTHONPATH=$folder/site python3 -W ignore - <<'PERCENTILES'
import numpy as np

three = [1.0, 2.0, np.inf]
print("2 good, 1 failed: median", np.median(three), "percentile 50", np.percentile(three, 50),
      "inverted_cdf", np.percentile(three, 50, method="inverted_cdf"))
half = [10.0] * 50 + [np.inf] * 50
p95 = np.percentile(half, 95)
print("50 good, 50 failed: percentile 95", p95, "above a limit of 100:", bool(p95 > 100))
PERCENTILES
)
echo "$seen"
if [ "$seen" = "2 good, 1 failed: median 2.0 percentile 50 nan inverted_cdf 2.0
50 good, 50 failed: percentile 95 nan above a limit of 100: False" ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
