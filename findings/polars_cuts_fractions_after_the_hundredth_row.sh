#!/usr/bin/env bash
# polars 2.1.0: in a list of dicts the fraction of a number is cut, silently, if the first hundred rows had whole numbers.
#
# Expected: DataFrame(rows) has a column of floats if one of the rows has a float; or it raises, as it does for the text "n/a" there.
# Seen:     the type is taken from the first 100 rows. What comes later is made to fit: 2.5 becomes 2, and the probabilities
#           [0.3, 0.7] become [0, 0], and the text "2.5" is 2 too. The text "n/a" raises, so that one trusts the check.
# So:       a log of predictions whose first hundred were sure (0 or 1), or a body of features, loses what matters. The mean of
#           the scores, and any comparison of models by it, is wrong.
#
# Output seen, polars 2.1.0, Python 3.11.7:
#   99 x 1, then 2.5:                   2.5
#   100 x 1, then 2.5:                  2
#   100 x [0, 1], then [0.3, 0.7]:      [0, 0]
#   100 x 1, then the text 2.5:         2
#   100 x 1, then the text n/a:         ComputeError
#   the same, infer_schema_length=None: 2.5
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir polars==2.1.0
seen=$("$folder/venv/bin/python" - <<'TRIAL'
import polars


def last(first, value, **options):
    try:
        return polars.DataFrame([{"x": first}] * 100 + [{"x": value}], **options)["x"].to_list()[-1]
    except Exception as error:
        return type(error).__name__


print("99 x 1, then 2.5:                  ", polars.DataFrame([{"x": 1}] * 99 + [{"x": 2.5}])["x"].to_list()[-1])
print("100 x 1, then 2.5:                 ", last(1, 2.5))
print("100 x [0, 1], then [0.3, 0.7]:     ", last([0, 1], [0.3, 0.7]))
print("100 x 1, then the text 2.5:        ", last(1, "2.5"))
print("100 x 1, then the text n/a:        ", last(1, "n/a"))
print("the same, infer_schema_length=None:", last(1, 2.5, infer_schema_length=None))
TRIAL
)
echo "$seen"
[ "$seen" = '99 x 1, then 2.5:                   2.5
100 x 1, then 2.5:                  2
100 x [0, 1], then [0.3, 0.7]:      [0, 0]
100 x 1, then the text 2.5:         2
100 x 1, then the text n/a:         ComputeError
the same, infer_schema_length=None: 2.5' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
