#!/usr/bin/env bash
# prometheus_client 0.26.0: one observe(NaN) makes the sum of a histogram NaN for ever, and the observation is in no bucket and no count.
#
# Expected: it raises, as a negative inc() of a counter does; or the observation is counted somewhere.
# Seen:     nothing is raised. The sum is NaN from then on, whatever follows; the buckets and the count do not have the observation. A
#           Summary counts it, and a Counter can become NaN too.
# So:       one prediction of NaN, put into a histogram of scores, ends rate(..._sum) / rate(..._count) for the life of the process, and the
#           count says that all is well. A restart "heals" it.
#
# Output seen, prometheus_client 0.26.0, Python 3.11.7:
#   Counter.inc(-1) raises
#   scores_bucket 1.0 101.0
#   scores_bucket +Inf 101.0
#   scores_count 101.0
#   scores_sum nan
#   summary_count 102.0
#   summary_sum nan
#   work_total nan
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir prometheus-client==0.26.0
seen=$("$folder/venv/bin/python" - <<'TRIAL'
from prometheus_client import CollectorRegistry, Counter, Histogram, Summary

registry = CollectorRegistry()
scores = Histogram("scores", "of the model", buckets=(0.5, 1), registry=registry)
summary = Summary("summary", "of the same", registry=registry)
total = Counter("work", "of each", registry=registry)
for score in (0.25, float("nan"), *[0.75] * 100):
    scores.observe(score)
    summary.observe(score)
    total.inc(score)
try:
    total.inc(-1)
except ValueError:
    print("Counter.inc(-1) raises")
for name, labels in (("scores_bucket", {"le": "1.0"}), ("scores_bucket", {"le": "+Inf"}), ("scores_count", {}), ("scores_sum", {}),
                     ("summary_count", {}), ("summary_sum", {}), ("work_total", {})):
    print(name, *labels.values(), registry.get_sample_value(name, labels))
TRIAL
)
echo "$seen"
[ "$seen" = 'Counter.inc(-1) raises
scores_bucket 1.0 101.0
scores_bucket +Inf 101.0
scores_count 101.0
scores_sum nan
summary_count 102.0
summary_sum nan
work_total nan' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
