#!/usr/bin/env bash
# hurl 8.0.1: whole numbers beyond 64 bits are compared letter by letter, so that 123456789012345678901234567890 < 7 holds.
#
# Expected: an assert on a number of the answer compares numbers, however long they are; where it cannot, it says so.
# Seen:     as soon as one side is beyond 2^63, ">" and "<" are those of two texts. Up to 2^63 all is right, and "==" always is.
# So:       an assert on an id, a hash or a count of nanoseconds passes or fails by its first digit, with no warning.
#
# Output seen, hurl 8.0.1, Python 3.11.7:
#   9223372036854775807 > 7                  holds
#   123456789012345678901234567890 > 7       does not hold
#   123456789012345678901234567890 < 7       holds
#   -9223372036854775809 < -1                does not hold
#
# Fails if that changes. Needs cargo with Rust 1.85 or later, pkg-config, libxml2-dev, libcurl4-openssl-dev, libclang-dev,
# python3. Builds into a temporary folder (some minutes) and removes it.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_TARGET_DIR=$folder/target \
  cargo install --quiet hurl --version 8.0.1 --locked --root "$folder/root" 2> "$folder/build.log" || {
  cat "$folder/build.log" >&2
  exit 1
}

mkdir "$folder/files"
for number in 9223372036854775807 123456789012345678901234567890 -9223372036854775809; do
  echo "{\"n\": $number}" > "$folder/files/$number.json"
done
mkfifo "$folder/port"
(cd "$folder/files" && exec python3 -u -m http.server 0 --bind 127.0.0.1 > "$folder/port" 2> /dev/null) &
server=$!
read -r _ _ _ _ _ port _ < "$folder/port"

look() { # NUMBER COMPARISON
  printf 'GET http://127.0.0.1:%s/%s.json\nHTTP 200\n[Asserts]\njsonpath "$.n" %s\n' "$port" "$1" "$2" > "$folder/one.hurl"
  local verdict="does not hold"
  ! "$folder/root/bin/hurl" --test "$folder/one.hurl" > "$folder/log" 2>&1 || verdict=holds
  printf '%-40s %s\n' "$1 $2" "$verdict"
}
seen=$(
  look 9223372036854775807 "> 7"
  look 123456789012345678901234567890 "> 7"
  look 123456789012345678901234567890 "< 7"
  look -9223372036854775809 "< -1"
)
echo "$seen"
if [ "$seen" = "9223372036854775807 > 7                  holds
123456789012345678901234567890 > 7       does not hold
123456789012345678901234567890 < 7       holds
-9223372036854775809 < -1                does not hold" ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
