#!/usr/bin/env bash
# rouge-score 0.1.2: an answer that equals the reference scores 0 in Russian, Greek and Chinese, and 1 in English; "-5" equals "5".
#
# Expected: ROUGE of a text with itself is 1 in each language. What cannot be scored is an error.
# Seen:     before words are compared, all that is not a to z or a digit is dropped. Of a Russian text nothing is left, and nothing matches
#           nothing with 0. In a mixed text only the English words and the numbers count; signs and decimal points do not.
# So:       the mean over a set of several languages falls with the share of the others, and a model that answers in English where it
#           should not is not worse off. "loses -5.2" and "loses 5 2" are the same answer.
#
# Output seen, rouge-score 0.1.2, Python 3.11.7, ROUGE-1 and ROUGE-L:
#   the weather is good | the weather is good: 1.00 1.00
#   погода сегодня хорошая | погода сегодня хорошая: 0.00 0.00
#   ο καιρός είναι καλός | ο καιρός είναι καλός: 0.00 0.00
#   今天天气很好 | 今天天气很好: 0.00 0.00
#   версия 2 хорошая | версия 2 плохая: 1.00 1.00
#   loses -5.2 % | loses 5 2: 1.00 1.00
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir rouge-score==0.1.2
seen=$("$folder/venv/bin/python" - <<'TRIAL'
from rouge_score.rouge_scorer import RougeScorer

scorer = RougeScorer(["rouge1", "rougeL"])
same = [(text, text) for text in ("the weather is good", "погода сегодня хорошая", "ο καιρός είναι καλός", "今天天气很好")]
for reference, answer in (*same, ("версия 2 хорошая", "версия 2 плохая"), ("loses -5.2 %", "loses 5 2")):
    told = scorer.score(reference, answer)
    print(f"{reference} | {answer}: {told['rouge1'].fmeasure:.2f} {told['rougeL'].fmeasure:.2f}")
TRIAL
)
echo "$seen"
[ "$seen" = 'the weather is good | the weather is good: 1.00 1.00
погода сегодня хорошая | погода сегодня хорошая: 0.00 0.00
ο καιρός είναι καλός | ο καιρός είναι καλός: 0.00 0.00
今天天气很好 | 今天天气很好: 0.00 0.00
версия 2 хорошая | версия 2 плохая: 1.00 1.00
loses -5.2 % | loses 5 2: 1.00 1.00' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
