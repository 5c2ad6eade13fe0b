#!/usr/bin/env python3
"""Random pairs of JSON values compared by `plimsoll diff --like deepdiff` and by DeepDiff itself: the same kinds of
differences at the same paths.

Each version of DeepDiff has an environment of its own in .deps/ (without numpy, with which it measures distances
otherwise). A pair is a random value and a changed copy of it, with random options. Prints how many pairs agreed, and the
first that did not; exit 1 if any did not.
"""

import argparse
import copy
import json
import random
import subprocess
import sys
import tempfile
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VERSIONS = {"deepdiff": "8.6.1", "deepdiff-9": "9.1.0", "deepdiff-6": "6.2.2"}
NAMES = ["a", "b", "id", "label", "score", "p", "__v", "it's", "A"]
WORDS = ["cat", "dog", "Cat", "", "1", "0.5", "x y", "true"]
NUMBERS = [0, 1, 2, 3, 10, 256, 1000, -1, 1.0, 0.5, 0.25, 2.5, 0.1, 1.005, 1e-7, 123.456, -0.0, 2.0, 1e22, 99999999999]

# Reads pairs, a line each; answers with kinds and paths. What DeepDiff itself fails on is an error.
WORKER = r"""
import json, sys, logging
logging.disable(logging.CRITICAL)
from deepdiff import DeepDiff
for line in sys.stdin:
    pair = json.loads(line)
    try:
        found = DeepDiff(json.loads(pair["expected"]), json.loads(pair["actual"]), **pair["options"])
        told = {kind: sorted(paths) for kind, paths in found.items()}
    except Exception as error:
        told = {"error": repr(error)[:200]}
    print(json.dumps(told), flush=True)
"""

# DeepDiff's word: ours.
OPTIONS = {"exclude_paths": "ignore", "exclude_regex_paths": "ignore-regex", "math_epsilon": "absolute-tolerance"}
FLAGS = {"ignore_order", "ignore_string_case"}


def scalar(dice):
    kind = dice.random()
    if kind < 0.5:
        return dice.choice(NUMBERS)
    if kind < 0.6:
        return round(dice.uniform(-10, 10), dice.randint(0, 4))
    if kind < 0.85:
        return dice.choice(WORDS)
    return dice.choice([None, True, False])


def value(dice, depth):
    kind = dice.random()
    if depth <= 0 or kind < 0.25:
        return scalar(dice)
    size = dice.randint(0, 5)
    if kind < 0.55:
        return {dice.choice(NAMES): value(dice, depth - 1) for _ in range(size)}
    if kind < 0.75:
        return [scalar(dice) for _ in range(size)]
    if kind < 0.9:
        shape = dice.sample(NAMES, dice.randint(1, 3))
        return [{name: value(dice, depth - 2) if depth > 2 else scalar(dice) for name in shape} for _ in range(size)]
    return [value(dice, depth - 1) for _ in range(size)]


def changed(dice, old, depth, rate):
    """A copy with some places changed: numbers nudged, elements moved, added, gone and repeated."""
    if dice.random() < rate * 0.3:
        return value(dice, min(depth, 2))
    if isinstance(old, dict):
        new = {}
        for name in dice.sample(list(old), len(old)) if dice.random() < 0.3 else old:
            if dice.random() >= rate * 0.3:
                new[name] = changed(dice, old[name], depth - 1, rate)
        if dice.random() < rate:
            new[dice.choice(NAMES)] = value(dice, min(depth, 1))
        return new
    if isinstance(old, list):
        new = [changed(dice, one, depth - 1, rate) for one in old if dice.random() >= rate * 0.3]
        if dice.random() < rate:
            new.insert(dice.randint(0, len(new)), value(dice, min(depth, 1)))
        if new and dice.random() < rate:
            new.append(copy.deepcopy(dice.choice(new)))
        if dice.random() < 0.4:
            dice.shuffle(new)
        return new
    if dice.random() >= rate:
        return copy.deepcopy(old)
    if isinstance(old, (int, float)) and not isinstance(old, bool) and dice.random() < 0.7:
        return dice.choice([old + dice.choice([0.001, -0.001, 1e-9, 0.04, 1]), float(old), old * 1.02])
    return scalar(dice)


def places(root, path="root"):
    if isinstance(root, dict):
        for name, below in root.items():
            here = f'{path}["{name}"]' if "'" in name else f"{path}['{name}']"
            yield here
            yield from places(below, here)
    elif isinstance(root, list):
        for index, below in enumerate(root):
            yield f"{path}[{index}]"
            yield from places(below, f"{path}[{index}]")


def options(dice, expected, version):
    chosen = {}
    if dice.random() < 0.45:
        chosen["ignore_order"] = True
        if dice.random() < 0.3:
            chosen["report_repetition"] = True
    if dice.random() < 0.3:
        chosen["significant_digits"] = dice.randint(0, 4)
        if dice.random() < 0.2:
            chosen["number_format_notation"] = "e"
    if dice.random() < 0.15:
        chosen["math_epsilon"] = dice.choice([0.01, 0.5, 1e-9])
    if dice.random() < 0.3:
        chosen["ignore_numeric_type_changes"] = True
    if dice.random() < 0.15:
        chosen["ignore_string_case"] = True
    if dice.random() < 0.15:
        chosen["ignore_private_variables"] = False
    if dice.random() < 0.3:
        known = list(places(expected))
        if known:
            chosen["exclude_paths"] = dice.sample(known, min(len(known), dice.randint(1, 2)))
    if dice.random() < 0.1:
        chosen["exclude_regex_paths"] = [dice.choice([r"\['id'\]", r"\[0\]$", r"score"])]
    if version != "deepdiff-6":
        if dice.random() < 0.15:
            chosen["threshold_to_diff_deeper"] = dice.choice([0, 0.5, 1])
        if dice.random() < 0.1:
            chosen["zip_ordered_iterables"] = True
        if dice.random() < 0.05:
            chosen.update(use_log_scale=True, log_scale_similarity_threshold=dice.choice([0.1, 0.5]))
    return chosen


def pairs(seed, count, version):
    for number in range(count):
        dice = random.Random(f"{seed}/{number}")
        expected = value(dice, dice.randint(1, 4))
        actual = changed(dice, expected, 3, dice.choice([0.05, 0.2, 0.5]))
        yield {"expected": json.dumps(expected), "actual": json.dumps(actual), "options": options(dice, expected, version)}


def arguments(chosen, version):
    words = ["--like", version, "--format", "deepdiff"]
    for key, given in chosen.items():
        option = "--" + OPTIONS.get(key, key.replace("_", "-"))
        if key == "use_log_scale":
            continue
        if key in FLAGS:
            words.append(option)
        elif isinstance(given, list):
            for one in given:
                words += [option, one]
        else:
            words += [option, str(given).lower() if isinstance(given, bool) else str(given)]
    return words


def told(output):
    """Kinds and paths of DeepDiff's JSON."""
    return {kind: sorted(paths) for kind, paths in json.loads(output).items()}


def plimsoll(program, folder, number, pair, version):
    expected = Path(folder) / f"{number}.expected.json"
    actual = Path(folder) / f"{number}.actual.json"
    expected.write_text(pair["expected"])
    actual.write_text(pair["actual"])
    done = subprocess.run([program, "diff", expected, actual, *arguments(pair["options"], version)], capture_output=True, text=True)
    expected.unlink()
    actual.unlink()
    if done.returncode not in (0, 1):
        return {"error": f"exit {done.returncode}: {done.stderr.strip()[-200:]}"}
    found = told(done.stdout)
    return found if (done.returncode == 1) == bool(found) else {"error": f"exit {done.returncode} of {found}"}


def python_of(version):
    folder = ROOT / ".deps" / f"deepdiff-{version}"
    python = folder / "bin" / "python"
    if not (folder / "whole").exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"deepdiff=={version}"], check=True)
        (folder / "whole").touch()
    return python


def compare(program, like, count, seed, shown):
    version = VERSIONS[like]
    worker = subprocess.Popen([python_of(version), "-c", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    counts = {"pairs": 0, "different": 0, "agree": 0, "deepdiff fails": 0}
    disagreements = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        asked = list(pairs(seed, count, like))
        ours = pool.map(lambda item: plimsoll(program, folder, item[0], item[1], like), enumerate(asked))
        for pair, answer in zip(asked, ours):
            worker.stdin.write(json.dumps(pair) + "\n")
            worker.stdin.flush()
            theirs = json.loads(worker.stdout.readline())
            counts["pairs"] += 1
            counts["different"] += bool(theirs)
            if "error" in theirs:
                counts["deepdiff fails"] += 1
            elif theirs == answer:
                counts["agree"] += 1
            else:
                disagreements.append((pair, theirs, answer))
    worker.stdin.close()
    worker.wait()
    print(f"DeepDiff {version}: {counts['agree']} of {counts['pairs'] - counts['deepdiff fails']} pairs agree, "
          f"{counts['different']} of them different; DeepDiff itself failed on {counts['deepdiff fails']}", flush=True)
    for pair, theirs, answer in disagreements[:shown]:
        print(json.dumps(pair, indent=1), f"\n  DeepDiff: {theirs}\n  Plimsoll: {answer}")
    return not disagreements


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the plimsoll to ask")
    parser.add_argument("--pairs", type=int, default=10_000, help="of each version (%(default)s)")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--like", action="append", choices=VERSIONS, help="all of them")
    parser.add_argument("--show", type=int, default=3, help="disagreements to show (%(default)s)")
    given = parser.parse_args()
    agree = [compare(given.program, like, given.pairs, given.seed, given.show) for like in given.like or VERSIONS]
    sys.exit(0 if all(agree) else 1)


if __name__ == "__main__":
    main()
