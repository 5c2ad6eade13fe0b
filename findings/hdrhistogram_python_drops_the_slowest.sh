#!/usr/bin/env bash
# hdrhistogram 0.10.8 (PyPI): a latency above the histogram's range is dropped with no error, and the count does not show it.
#
# Expected: record_value() of a value it cannot hold raises, as the Java original does, or counts it in the last bucket:
#           a histogram of latencies is there for the slow ones.
# Seen:     it returns False, which nobody looks at, and that is all. 990 answers of 10 ms and 10 that took 60 s, in a range
#           that ends at 10 s: 990 are counted, and the maximum and the p100 are 10 ms. No counter of dropped values is there.
# So:       a hung service looks better than a healthy one. The sum of counts has to be compared with the requests sent.
#
# Output seen, hdrhistogram 0.10.8, Python 3.11.7:
#   answers 1000, slowest 60000 ms; record_value of the slow ones gave {False}
#   counted 990, max 10 ms, p99.9 10 ms, p100 10 ms
#
# Fails if that changes. Needs Python with pip. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-compile --no-deps \
  --target "$folder/site" hdrhistogram==0.10.8

seen=$(PYTHONPATH=$folder/site python3 - <<'RECORD'
from hdrh.histogram import HdrHistogram

histogram = HdrHistogram(1, 10_000, 3)  # milliseconds
answers = [10] * 990 + [60_000] * 10
returned = {histogram.record_value(value) for value in answers[-10:]}
for value in answers[:-10]:
    histogram.record_value(value)
print(f"answers {len(answers)}, slowest {max(answers)} ms; record_value of the slow ones gave {returned}")
print(f"counted {histogram.get_total_count()}, max {histogram.get_max_value()} ms,",
      f"p99.9 {histogram.get_value_at_percentile(99.9)} ms, p100 {histogram.get_value_at_percentile(100)} ms")
RECORD
)
echo "$seen"
if [ "$seen" = "answers 1000, slowest 60000 ms; record_value of the slow ones gave {False}
counted 990, max 10 ms, p99.9 10 ms, p100 10 ms" ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
