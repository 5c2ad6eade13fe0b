#!/usr/bin/env bash
# k6 1.8.1: a threshold on a metric that has no sample holds: a run that sent no request at all passes "p(95)<0.001" and "rate>0.99".
#
# Expected: a limit that nothing was measured for is not kept: k6 fails, or says so. A misspelt metric is an error already.
# Seen:     exit 0 and a tick: "rate>0.99" stands beside "rate=0.00%". So it is where the tag in http_req_duration{name:...}
#           is misspelt, and where the script throws in each iteration before its first request.
# So:       a test in CI that has lost its requests or checks by an edit stays green for ever. One more threshold is needed that counts:
#           http_reqs: count>0.
#
# Output seen, k6 1.8.1, Python 3.11.7:
#   http_req_duration{name:predict} p(95)<0.001: exit 99, 0 kept, 1 broken
#   http_req_duration{name:predcit} p(95)<0.001: exit 0, 1 kept, 0 broken
#   http_req_duration p(95)<0.001, each iteration throws: exit 0, 1 kept, 0 broken
#   checks rate>0.99, each iteration throws: exit 0, 1 kept, 0 broken
#   http_reqs count>0, each iteration throws: exit 99, 0 kept, 1 broken
#
# Fails if that changes. Needs Go 1.25 or later, python3. Builds into a temporary folder (some minutes) and removes it.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
GOBIN=$folder GOMODCACHE=$folder/modules GOCACHE=$folder/cache GOFLAGS=-modcacherw go install go.k6.io/k6@v1.8.1 2>build.log || {
  cat build.log >&2
  exit 1
}
python3 -u -c '
import http.server
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
print(server.server_port)
server.serve_forever()' >port 2>log &
server=$!
until [ -s port ]; do sleep 0.1; done

cat >script.js <<'SCRIPT'
import http from 'k6/http';
import { check } from 'k6';

export const options = {
  iterations: 5,
  thresholds: { [__ENV.METRIC]: [__ENV.LIMIT] },
};

export default function () {
  if (__ENV.BROKEN) throw new Error('no case');
  const answer = http.get(__ENV.URL, { tags: { name: 'predict' } });
  check(answer, { good: (r) => r.status === 200 });
}
SCRIPT
look() { # METRIC LIMIT [BROKEN]
  local code=0
  ./k6 run --quiet --no-usage-report -e "URL=http://127.0.0.1:$(cat port)/script.js" \
    -e "METRIC=$1" -e "LIMIT=$2" -e "BROKEN=${3:-}" script.js >report 2>&1 || code=$?
  echo "$1 $2${3:+, each iteration throws}: exit $code," \
    "$(grep -c '✓ .*=' report || true) kept, $(grep -c '✗ .*=' report || true) broken"
}
seen=$(
  look 'http_req_duration{name:predict}' 'p(95)<0.001'
  look 'http_req_duration{name:predcit}' 'p(95)<0.001'
  look http_req_duration 'p(95)<0.001' broken
  look checks 'rate>0.99' broken
  look http_reqs 'count>0' broken
)
echo "$seen"
[ "$seen" = 'http_req_duration{name:predict} p(95)<0.001: exit 99, 0 kept, 1 broken
http_req_duration{name:predcit} p(95)<0.001: exit 0, 1 kept, 0 broken
http_req_duration p(95)<0.001, each iteration throws: exit 0, 1 kept, 0 broken
checks rate>0.99, each iteration throws: exit 0, 1 kept, 0 broken
http_reqs count>0, each iteration throws: exit 99, 0 kept, 1 broken' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
