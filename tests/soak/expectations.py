"""What each soak is expected to say, and how that is told from its run.json."""

import acts

KEPT = 65536
MIB = 2**20


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

    def judged_seconds(self):
        return self.run["run"]["duration_s"] - self.run["run"]["warmup_s"]

    def rose(self, series):
        """By how much a series of the first monitor grew, from its first point to its last."""
        points = next((s["points"] for s in self.run["monitors"][0]["series"] if s["name"] == series), None)
        return points[-1][2] - points[0][2] if points else 0

    def events(self, *kinds):
        return [event for monitor in self.run["monitors"] for event in monitor["events"] if event["kind"] in kinds]


def one_endpoint(run, act):
    judged = Judgement(run)
    judged.verdict("leaking")
    judged.growth(KEPT * judged.requests("b") / judged.judged_seconds())
    by_name = {entry["name"]: entry["bytes_per_request"] for entry in judged.leak.get("by_request") or []}
    a, b = by_name.get("a"), by_name.get("b")
    judged.seen = "/a {}, /b {} B a request".format(*(None if kept is None else round(kept) for kept in (a, b)))
    judged.expect(b is not None and abs(b / KEPT - 1) <= 0.3, f"/b is said to keep {b}, not {KEPT} within 30 %")
    judged.expect(a is not None and a <= 0.05 * KEPT, f"/a is said to keep {a}, not about 0")
    return judged


def aborts(run, act):
    judged = Judgement(run)
    judged.verdict("leaking")
    gone = run["totals"]["faults"]["abort_after"]["attempts"]
    judged.growth(KEPT * gone / judged.judged_seconds())
    judged.cause("per_abort")
    judged.seen = f"{gone} clients left"
    return judged


def native(run, act):
    judged = Judgement(run)
    judged.verdict("leaking")
    judged.growth(32768 * judged.requests() / judged.judged_seconds())
    return judged


def recycling(run, act):
    judged = Judgement(run)
    judged.verdict("leaking")
    judged.growth(KEPT * judged.requests() / judged.judged_seconds())
    judged.cause("recycling")
    restarts = judged.events("restart", "exit", "killed")
    judged.seen = f"{len(restarts)} workers replaced"
    judged.expect(len(restarts) >= 6, f"only {len(restarts)} replacements of workers are told")
    return judged


def cache(run, act):
    judged = Judgement(run)
    judged.not_accused()
    rose = judged.rose("anon_bytes")
    judged.seen = f"filled with {rose / MIB:.0f} MiB"
    judged.expect(rose > 40 * MIB, f"the cache took {rose / MIB:.0f} MiB only, so nothing was tried")
    return judged


def touched_pages(run, act):
    judged = Judgement(run)
    judged.not_accused()
    rose = judged.rose("uss_bytes")
    judged.seen = f"{rose / MIB:.0f} MiB no longer shared"
    judged.expect(rose > 20 * MIB, f"{rose / MIB:.0f} MiB became the workers' own only, so nothing was tried")
    return judged


def descriptors(run, act):
    judged = Judgement(run, "fds")
    judged.verdict("leaking")
    judged.growth(judged.requests("b") / judged.judged_seconds())
    judged.cause("descriptors")
    return judged


def shared_memory(run, act):
    return shared(Judgement(run, "shmem_bytes", also=("shm_bytes", "fds", "anon_bytes")))


def left_segments(run, act):
    return shared(Judgement(run, "shm_bytes"))


def shared(judged):
    judged.verdict("leaking")
    judged.growth(KEPT * judged.requests("b") / judged.judged_seconds())
    judged.cause("shared_memory")
    return judged


def figures(run, act):
    judged = Judgement(run)
    judged.verdict("leaking")
    judged.growth(32768 * judged.requests() / judged.judged_seconds())
    worst = []
    for name in ("rss_bytes", "pss_bytes", "uss_bytes"):
        apart = differences(judged, name, act)
        judged.expect(len(apart) >= 10, f"only {len(apart)} readings of {name} can be compared")
        most = 100 * max(apart, default=1)
        judged.expect(most <= 2, f"{name} is {most:.1f} % off smaps_rollup")
        worst.append(f"{name[:3].upper()} {most:.1f} % of {len(apart)}")
    judged.seen = "at most off: " + ", ".join(worst)
    return judged


def differences(judged, name, act):
    """How far each point is outside of what the kernel told just before and just after it, within a second."""
    points = next(series["points"] for series in judged.run["monitors"][0]["series"] if series["name"] == name)
    readings = [(at - act.load_began, sums[name]) for at, sums in act.readings]
    apart = []
    for t_s, _, mean, _ in points:
        for (before, low), (after, high) in zip(readings, readings[1:]):
            if before <= t_s < after <= before + 1:
                apart.append(max(0, min(low, high) / mean - 1, mean / max(low, high) - 1))
    return apart


def killed_worker(run, act):
    judged = Judgement(run)
    judged.not_accused()
    told = [event for event in judged.events("restart", "exit", "killed") if f"{act.killed}" in event["message"]]
    if judged.expect(told, f"no event tells the end of {act.killed}"):
        message, late = told[0]["message"], told[0]["t_s"] - act.killed_at
        judged.seen = f"{message}, {late:.1f} s after it was killed"
        judged.expect(abs(late) <= 3, f"the end of {act.killed} is told {late:.1f} s late")
        judged.expect(message in (act.out / "report.html").read_text(), "the report does not show the event")
    return judged


def until_verdict(run, act):
    judged = Judgement(run)
    judged.verdict("clean")
    judged.expect(run["run"]["ended_by"] == "verdict", f"ended by {run['run']['ended_by']}, not by its verdict")
    told = {leak["monitor"].split(":")[0]: leak["verdict"] for leak in run["leaks"] if leak["pid"] is None}
    judged.expect({"port", "disk"} <= set(told), f"judged is only {', '.join(told)}")
    judged.seen = f"ended after {run['run']['duration_s']:.0f} s of at most 600"
    return judged


def out_of_memory(run, act):
    judged = Judgement(run, also=["cgroup_bytes"])
    judged.verdict("leaking")
    judged.growth(262144 * judged.requests() / judged.judged_seconds())
    told, true = judged.events("oom_kill"), act.kills()
    judged.seen = f"{len(told)} of {true} kills by the kernel told"
    judged.expect(true > 0, "the kernel killed nothing, so nothing was tried")
    judged.expect(1 <= len(told) <= true, f"{len(told)} events tell of {true} kills")
    for event in told[:1]:
        judged.expect("150 MiB" in event["message"], f"the event does not tell the limit: {event['message']}")
        judged.expect(event["message"] in (act.out / "report.html").read_text(), "the report does not show the event")
    return judged


# Name of the scenario: what is expected, in words and as a function, and what is done meanwhile.
SOAKS = {
    "one_endpoint": ("leaking, /b keeps 64 KiB, /a nothing", one_endpoint, acts.Act),
    "aborts": ("leaking by aborts", aborts, acts.Act),
    "native": ("leaking", native, acts.Act),
    "recycling": ("leaking within each worker's life", recycling, acts.Act),
    "cache": ("not accused", cache, acts.Act),
    "touched_pages": ("not accused", touched_pages, acts.Act),
    "descriptors": ("descriptors leak", descriptors, acts.Act),
    "shared_memory": ("mapped shared memory leaks", shared_memory, acts.Segments),
    "left_segments": ("files of shared memory leak", left_segments, acts.Segments),
    "figures": ("RSS, PSS, USS within 2 % of the kernel's", figures, acts.Reading),
    "until_verdict": ("clean, before its time", until_verdict, acts.Act),
    "killed_worker": ("an event, not accused", killed_worker, acts.Killing),
    "out_of_memory": ("an event with the limit", out_of_memory, acts.InGroup),
}

# All services of a user share their files of shared memory, so the others would see this one's.
ALONE = {"shared_memory", "left_segments"}
