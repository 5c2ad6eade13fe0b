#!/usr/bin/env bash
# Locust 2.47.0: 1000 answers that all took 1049 ms have a 95th percentile of 1000 ms: less than the fastest of them.
#
# Expected: a percentile lies between the least and the greatest value, and a limit of 1000 ms that each answer broke is broken.
# Seen:     a response time is kept to two significant digits: 1049 is kept as 1000, and 14501 as 15000. The average, the
#           minimum and the maximum are of the exact times, so that one line of the report contradicts itself.
# So:       percentiles are wrong by up to 5 %, to both sides, and most just above 100 ms, 1 s and 10 s, where the limits are.
#           Two versions of a service that differ by 8 % can have the same percentiles.
#
# Output seen, Locust 2.47.0, Python 3.11.7, each of 1000 times in ms:
#   each 972: min 972, average 972, median 970, p95 970
#   each 1049: min 1049, average 1049, median 1000, p95 1000
#   each 1051: min 1051, average 1051, median 1100, p95 1100
#   each 14501: min 14501, average 14501, median 15000, p95 15000
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir locust==2.47.0
seen=$("$folder/venv/bin/python" - <<'TRIAL'
from locust.env import Environment


def tell(milliseconds):
    environment = Environment()
    environment.create_local_runner()
    for _ in range(1000):
        environment.events.request.fire(request_type="POST", name="/predict", response_time=milliseconds, response_length=2,
                                        exception=None, context={})
    of = environment.stats.total
    print(f"each {milliseconds}: min {of.min_response_time}, average {of.avg_response_time:.0f}, "
          f"median {of.get_response_time_percentile(0.5)}, p95 {of.get_response_time_percentile(0.95)}")


for milliseconds in (972, 1049, 1051, 14501):
    tell(milliseconds)
TRIAL
)
echo "$seen"
[ "$seen" = 'each 972: min 972, average 972, median 970, p95 970
each 1049: min 1049, average 1049, median 1000, p95 1000
each 1051: min 1051, average 1051, median 1100, p95 1100
each 14501: min 14501, average 14501, median 15000, p95 15000' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
