"""What is held against a run.json, whichever soak it is of."""


class Judgement:
    """Of one soak: what is shown in the table, and what did not hold."""

    def __init__(self, run, series="anon_bytes", also=()):
        """`also`: series that the fault makes grow besides."""
        self.run = run
        self.problems = []
        self.seen = ""
        self.true = None
        whole = {leak["series"]: leak for leak in run["leaks"] if leak["pid"] is None}
        self.leak = whole.get(series, {"verdict": "none", "cause": None, "unit": "bytes"})
        self.expect(series in whole, f"there is no verdict on {series}, only on {', '.join(whole)}")
        for name, leak in whole.items():
            told = leak["verdict"] if name not in (series, *also) else "its own"
            self.expect(told not in ("leaking", "suspected"), f"{name} is {told} too: {leak['explanation']}")
        for threshold in run["thresholds"]:
            self.expect(threshold["ok"] or threshold["metric"] == "leak",
                        f"{threshold['expression']} does not hold: {threshold['actual_text']}")
        alike = run["monitors"][0]["description"].endswith("+ 2 workers")
        for leak in run["leaks"] if alike else []:
            share = 0.6 * (whole[leak["series"]]["bytes_per_second"] or 0)
            self.expect(leak["pid"] is None or leak["bytes_per_second"] > share,
                        f"{leak['pid']} is told to stand out in {leak['series']}, but grows like the other worker")

    def expect(self, holds, problem):
        if not holds:
            self.problems.append(problem)
        return bool(holds)

    def verdict(self, *expected):
        told = self.leak["verdict"]
        self.expect(told in expected, f"{told}, not {' or '.join(expected)}: {self.leak.get('explanation')}")
        code = self.run["verdict"]["exit_code"]
        self.expect(code == (2 if "leaking" in expected else 0), f"the exit code is {code}")

    def cause(self, expected):
        told = (self.leak["cause"] or {}).get("kind")
        self.expect(told == expected, f"the cause is {told}, not {expected}")

    def growth(self, true_per_second, within=0.3):
        """The pace of growth, against what the service is known to have lost."""
        self.true = true_per_second
        told = self.leak.get("bytes_per_second")
        self.expect(told is not None and abs(told / true_per_second - 1) <= within,
                    f"grows by {told} a second, but truly by {true_per_second:.0f}")

    def not_accused(self):
        self.verdict("clean", "inconclusive")
        self.expect("Too short" not in str(self.leak.get("explanation")), "too short to judge")

    def requests(self, name=None):
        return sum(r["requests"] for r in self.run["requests"] if name in (None, r["name"]))

    def all_requests(self):
        """With those of the warm-up, and those that were in flight at the end."""
        return self.requests() + self.run["warmup"]["requests"]

    def judged_seconds(self):
        return self.run["run"]["duration_s"] - self.run["run"]["warmup_s"]

    def rose(self, series):
        """By how much a series of the first monitor grew, from its first point to its last."""
        points = next((s["points"] for s in self.run["monitors"][0]["series"] if s["name"] == series), None)
        return points[-1][2] - points[0][2] if points else 0

    def gained(self):
        """What the processes gained by class of mappings, in anonymous memory."""
        gained = {}
        for process in self.run["monitors"][0].get("mappings", {}).get("processes", []):
            for one in process["classes"]:
                grown = one["after"]["anon_bytes"] - one["before"]["anon_bytes"]
                gained[one["class"]] = gained.get(one["class"], 0) + grown
        return gained

    def kind_of_memory(self, expected):
        gained = self.gained()
        self.expect(gained.get(expected, 0) > 0.8 * sum(gained.values()) > 0,
                    f"most of what was gained is not in mappings of class {expected}: {gained}")

    def events(self, *kinds):
        return [event for monitor in self.run["monitors"] for event in monitor["events"] if event["kind"] in kinds]
