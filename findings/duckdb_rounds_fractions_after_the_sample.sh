#!/usr/bin/env bash
# DuckDB 2.0.1: read_json() of a file of predictions rounds 2.5 to 2 and 0.3 to 0 if its first 20480 lines had whole numbers.
#
# Expected: the column is DOUBLE, or the line that does not fit is an error, as the text "2.5" in its place is one.
# Seen:     the type is taken from a sample of the first lines, and later numbers are cast to it: rounded to a BIGINT, half to even,
#           true to 1. A CSV with the same value is no error either, and there 2.5 is 3.
# So:       of a long log of scores that begins with sure ones (0 and 1) only 0 and 1 remain, and avg() is wrong. sample_size=-1
#           reads the whole file first.
#
# Output seen, DuckDB 2.0.1, Python 3.11.7:
#   after 1000 lines of 0 and 1, 2.5 is 2.5
#   after 25000 lines of 0 and 1, 2.5 is 2
#   after 25000 lines of 0 and 1, 0.3 is 0
#   after 25000 lines of 0 and 1, true is 1
#   after 25000 lines of 0 and 1, "2.5" is InvalidInputException
#   after 25000 lines of 0 and 1, [0.5] is InvalidInputException
#   after 25000 lines, with sample_size=-1, 2.5 is 2.5
#   after 25000 lines of a CSV, 2.5 is 3
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir duckdb==2.0.1
seen=$("$folder/venv/bin/python" - "$folder" <<'TRIAL'
import sys

import duckdb

folder = sys.argv[1]


def last(value, lines=25000, more=""):
    with open(f"{folder}/scores.jsonl", "w") as file:
        file.writelines('{"score": %d}\n' % (i % 2) for i in range(lines))
        file.write('{"score": %s}\n' % value)
    try:
        return duckdb.sql(f"select score from read_json('{folder}/scores.jsonl'{more})").fetchall()[-1][0]
    except duckdb.Error as error:
        return type(error).__name__


print("after 1000 lines of 0 and 1, 2.5 is", last("2.5", 1000))
for value in ("2.5", "0.3", "true", '"2.5"', "[0.5]"):
    print(f"after 25000 lines of 0 and 1, {value} is {last(value)}")
print("after 25000 lines, with sample_size=-1, 2.5 is", last("2.5", more=", sample_size=-1"))
with open(f"{folder}/scores.csv", "w") as file:
    file.write("score\n" + "0\n1\n" * 12500 + "2.5\n")
print("after 25000 lines of a CSV, 2.5 is", duckdb.sql(f"select score from read_csv('{folder}/scores.csv')").fetchall()[-1][0])
TRIAL
)
echo "$seen"
[ "$seen" = 'after 1000 lines of 0 and 1, 2.5 is 2.5
after 25000 lines of 0 and 1, 2.5 is 2
after 25000 lines of 0 and 1, 0.3 is 0
after 25000 lines of 0 and 1, true is 1
after 25000 lines of 0 and 1, "2.5" is InvalidInputException
after 25000 lines of 0 and 1, [0.5] is InvalidInputException
after 25000 lines, with sample_size=-1, 2.5 is 2.5
after 25000 lines of a CSV, 2.5 is 3' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
