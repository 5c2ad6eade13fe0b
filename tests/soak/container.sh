#!/usr/bin/env bash
# Real containers of Podman: one that leaks and one that does not must be told apart by name, with the limit; one that is
# made anew must be found again; a kill for want of memory must be told. Needs root and podman, but no network.
# Usage: tests/soak/container.sh build/release/plimsoll [LENGTH]
set -euo pipefail

plimsoll=$(realpath "${1:?the built program}")
length=${2:-75s}
work=$(mktemp -d)
image=localhost/plimsoll-soak:$$
name=plimsoll-soak-$$
names=()

clean_up() {
  for container in "${names[@]}"; do podman rm --force --time 0 "$container" >/dev/null 2>&1 || true; done
  podman rmi --force "$image" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT

fail() {
  echo "$*" >&2
  exit 1
}

# The program with its libraries is all that the image holds.
mkdir -p "$work/root/tmp"
cp "$plimsoll" "$work/root/plimsoll"
ldd "$plimsoll" | grep -o '/[^ ]*' | xargs cp --parents --dereference --target-directory "$work/root"
tar -C "$work/root" -c . | podman import --quiet - "$image" >/dev/null

# start NAME LEAK OPTION...
start() {
  local container=$name-$1 leak=$2
  shift 2
  names+=("$container")
  podman run --detach --name "$container" --network host "$@" "$image" \
    /plimsoll demo-target --port 0 --leak "$leak" >/dev/null
}

address_of() {
  until podman logs "$name-$1" 2>&1 | grep -q 'http://'; do sleep 0.1; done
  podman logs "$name-$1" 2>&1 | grep -o 'http://[0-9.:]*' | head -1
}

# load NAME LENGTH: prints its exit code.
load() {
  local code=0
  "$plimsoll" run "$(address_of "$1")/predict" --body '{"rows": [[5.1, 3.5, 1.4, 0.2]]}' -u 4 -r 4 --wait 20ms -t "$2" \
    --watch "container:$name-$1" --out "$work/$1" --no-progress >"$work/$1.txt" 2>&1 || code=$?
  echo "$code"
}

told() { grep -q "$2" "$work/$1/run.json" || fail "expected of $1: $2; $(cat "$work/$1.txt")"; }

if ! start leaking 64KiB/request --memory 2g 2>"$work/why"; then
  echo "Skipped: podman runs no container here: $(tail -1 "$work/why")"
  exit 0
fi
start healthy 0B/request
load leaking "$length" >"$work/code" &
healthy=$(load healthy "$length")
wait
[[ $(cat "$work/code") = 2 ]] || fail "expected exit code 2 of the leaking one, got $(cat "$work/code"); $(cat "$work/leaking.txt")"
[[ $healthy = 0 ]] || fail "expected exit code 0 of the healthy one, got $healthy; $(cat "$work/healthy.txt")"
grep -q "container $name-leaking (plimsoll)" "$work/leaking.txt" || fail "the leaking container is not named"
grep -q "the limit of 2.00 GiB is reached in" "$work/leaking.txt" || fail "the limit is not told; $(cat "$work/leaking.txt")"
grep -A4 "container $name-leaking" "$work/leaking.txt" | grep "a request (95 %"

"$plimsoll" monitor --watch "container:$name-healthy" -t 12s --out "$work/anew" --no-progress >"$work/anew.txt" 2>&1 &
sleep 3
podman rm --force --time 0 "$name-healthy" >/dev/null
start healthy 0B/request
wait
told anew "container $name-healthy is there again"

start small 1MiB/request --memory 64m --restart always
load small 15s >/dev/null
told small "for want of memory"
echo "told apart, found again, kills told"
