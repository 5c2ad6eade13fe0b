#!/usr/bin/env bash
# safetensors 0.8.0: safetensors.numpy saves a transposed array as another matrix, and nothing is said.
#
# Expected: load(save({"x": a})) gives a, or save() raises, as numpy.save() keeps such an array too.
# Seen:     the bytes are written in the order in which they lie in memory, and the shape is written beside them. So a.T, and
#           each array in Fortran's order, comes back with its numbers in other places: same shape, type and sum, no error.
# So:       weights and expected tensors that were transposed before they were saved are wrong, and what is computed of them is
#           plausible.
#
# Output seen, safetensors 0.8.0, numpy 2.4.6, Python 3.11.7:
#   plain: [[0, 1, 2], [3, 4, 5]]
#     safetensors [[0, 1, 2], [3, 4, 5]] equal
#     numpy.save  [[0, 1, 2], [3, 4, 5]] equal
#   transposed: [[0, 3], [1, 4], [2, 5]]
#     safetensors [[0, 1], [2, 3], [4, 5]] DIFFERENT
#     numpy.save  [[0, 3], [1, 4], [2, 5]] equal
#   Fortran order: [[0, 1, 2], [3, 4, 5]]
#     safetensors [[0, 3, 1], [4, 2, 5]] DIFFERENT
#     numpy.save  [[0, 1, 2], [3, 4, 5]] equal
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir safetensors==0.8.0 numpy==2.4.6
seen=$("$folder/venv/bin/python" - <<'TRIAL'
import io

import numpy
from safetensors.numpy import load, save


def by_numpy(array):
    file = io.BytesIO()
    numpy.save(file, array)
    file.seek(0)
    return numpy.load(file)


plain = numpy.arange(6, dtype=numpy.float32).reshape(2, 3)
for words, array in (("plain", plain), ("transposed", plain.T), ("Fortran order", numpy.asfortranarray(plain))):
    print(f"{words}: {array.astype(int).tolist()}")
    for way, back in (("safetensors", load(save({"x": array}))["x"]), ("numpy.save ", by_numpy(array))):
        print(f"  {way} {back.astype(int).tolist()} {'equal' if numpy.array_equal(array, back) else 'DIFFERENT'}")
TRIAL
)
echo "$seen"
[ "$seen" = 'plain: [[0, 1, 2], [3, 4, 5]]
  safetensors [[0, 1, 2], [3, 4, 5]] equal
  numpy.save  [[0, 1, 2], [3, 4, 5]] equal
transposed: [[0, 3], [1, 4], [2, 5]]
  safetensors [[0, 1], [2, 3], [4, 5]] DIFFERENT
  numpy.save  [[0, 3], [1, 4], [2, 5]] equal
Fortran order: [[0, 1, 2], [3, 4, 5]]
  safetensors [[0, 3, 1], [4, 2, 5]] DIFFERENT
  numpy.save  [[0, 1, 2], [3, 4, 5]] equal' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
