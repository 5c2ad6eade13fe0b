#!/usr/bin/env bash
# sacrebleu 2.6.0: corpus_bleu() of a hundred answers that equal their references is 0, if each has less than four words.
#
# Expected: a perfect answer has a BLEU of 100. For short ones the order is lowered, as sentence_bleu() of the same package does.
# Seen:     corpus_bleu() takes groups of up to four words whatever the lengths, and with none of four words the product is 0. One
#           longer answer among them makes it 100.
# So:       a test set of short answers ("yes", a name, a class) scores 0 for each model, the perfect one and the useless one. And the
#           figure jumps by 100 when one long case is added.
#
# Output seen, sacrebleu 2.6.0, Python 3.11.7:
#   100 x three words, all right: corpus_bleu 0.0, sentence_bleu of the first 100.0
#   100 x one word, all right: corpus_bleu 0.0, sentence_bleu of the first 100.0
#   100 x three words and 1 x five, all right: corpus_bleu 100.0, sentence_bleu of the first 100.0
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir sacrebleu==2.6.0
seen=$("$folder/venv/bin/python" - <<'TRIAL'
from sacrebleu import corpus_bleu, sentence_bleu

for words, answers in (("100 x three words", ["it is so"] * 100), ("100 x one word", ["yes"] * 100),
                       ("100 x three words and 1 x five", ["it is so"] * 100 + ["it is not so now"])):
    print(f"{words}, all right: corpus_bleu {corpus_bleu(answers, [answers]).score:.1f}, "
          f"sentence_bleu of the first {sentence_bleu(answers[0], [answers[0]]).score:.1f}")
TRIAL
)
echo "$seen"
[ "$seen" = '100 x three words, all right: corpus_bleu 0.0, sentence_bleu of the first 100.0
100 x one word, all right: corpus_bleu 0.0, sentence_bleu of the first 100.0
100 x three words and 1 x five, all right: corpus_bleu 100.0, sentence_bleu of the first 100.0' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
