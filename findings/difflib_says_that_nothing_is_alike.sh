#!/usr/bin/env bash
# Python 3.11, difflib: two answers of 234 letters that differ by one letter have a ratio of 0.0, "nothing alike".
#
# Expected: SequenceMatcher.ratio() of a text and the same text with one letter in front is about 1, as for shorter texts.
# Seen:     from 200 letters on, a letter that is more than 1 % of the second text is not used to begin a match. In plain language that
#           is nearly each letter: nothing begins, and the ratio is 0. autojunk=False turns it off.
# So:       a comparison of a model's answers with expected ones, passed at "ratio() > 0.9", works on short answers and fails on long
#           ones; or it takes a good model for a broken one as soon as its answers are longer.
#
# Output seen, Python 3.11.7:
#   199 letters, one more in front: ratio 0.997, with autojunk=False 0.997
#   234 letters, one more in front: ratio 0.000, with autojunk=False 0.998
#
# Fails if that changes. Needs python3.
set -euo pipefail

seen=$(python3 - <<'TRIAL'
from difflib import SequenceMatcher

answer = "the model says that the answer is yes. " * 6
for length in (199, 234):
    expected = answer[:length - 1]
    given = "X" + expected
    print(f"{len(given)} letters, one more in front: ratio {SequenceMatcher(None, expected, given).ratio():.3f}, "
          f"with autojunk=False {SequenceMatcher(None, expected, given, autojunk=False).ratio():.3f}")
TRIAL
)
echo "$seen"
[ "$seen" = '199 letters, one more in front: ratio 0.997, with autojunk=False 0.997
234 letters, one more in front: ratio 0.000, with autojunk=False 0.998' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
