"""What each soak is expected to say, and how that is told from its run.json."""

import re
from collections import Counter, namedtuple

import acts
import running_services
import servers
import watched
from judgement import Judgement

KEPT = 65536
MIB = 2**20


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


def streams_left(run):
    """How many, all before their ends; the others are whole and good."""
    faults = run["totals"]["faults"]["abort_after_tokens"]
    return faults["left"] if faults["left"] == faults["attempts"] and run["totals"]["failures"] == 0 else 0


def abandoned_streams(run, act):
    judged = Judgement(run)
    judged.verdict("leaking")
    gone = streams_left(run)
    judged.growth(KEPT * gone / judged.judged_seconds())
    judged.cause("per_abort")
    judged.seen = f"{gone} streams left, {run['totals']['streams']['streams']} whole"
    return judged


def left_streams(run, act):
    judged = Judgement(run)
    judged.not_accused()
    gone = streams_left(run)
    judged.expect(gone > 100, f"{gone} streams were left")
    judged.seen = f"{gone} streams left, {run['totals']['streams']['streams']} whole"
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


def mapping(run, act):
    judged = Judgement(run)
    judged.verdict("leaking")
    judged.growth(KEPT * judged.requests() / judged.judged_seconds())
    judged.kind_of_memory("anonymous")
    judged.seen = ", ".join(f"{kind} {grown / MIB:.1f} MiB" for kind, grown in judged.gained().items() if grown > MIB)
    return judged


def fills(run, act):
    judged = Judgement(run)
    judged.not_accused()
    rose = judged.rose("anon_bytes")
    judged.seen = f"filled with {rose / MIB:.0f} MiB"
    judged.expect(rose > 40 * MIB, f"{rose / MIB:.0f} MiB were filled only, so nothing was tried")
    return judged


def closures(run, act):
    judged = Judgement(run)
    judged.verdict("leaking")
    judged.growth(20 * 1024 * judged.requests() / judged.judged_seconds())
    return judged


def healthy(run, act):
    judged = Judgement(run)
    judged.not_accused()
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


# The requests of flows.yaml as uvicorn logs them.
LOGGED = {
    "token": r"POST /token ",
    "submit": r"POST /jobs ",
    "poll": r"GET /jobs/\w+ ",
    "fetch": r"GET /jobs/\w+/result ",
    "first page": r"GET /items ",
    "further pages": r"GET /items\?",
}


def flows(run, act):
    judged = Judgement(run)
    judged.expect(run["verdict"]["exit_code"] == 0, f"the exit code is {run['verdict']['exit_code']}")
    lines = re.findall(r'"(\w+ \S+) HTTP/1.1" (\d+)', (act.out / "target.log").read_text())
    for entry in run["requests"]:
        logged = Counter(status for line, status in lines if re.match(LOGGED[entry["name"]], line + " "))
        told = Counter({status: count for status, count in entry["statuses"].items()})
        judged.expect(logged == told, f"{entry['name']}: {dict(told)} are told, {dict(logged)} are in the log")
    expired = sum(entry["statuses"].get("401", 0) for entry in run["requests"])
    judged.expect(expired > 0, "no token expired, so nothing was tried")
    for flow in run["flows"]:
        ended = flow["completed"] + flow["failed"] + flow["unfinished"]
        judged.expect(flow["begun"] == ended and flow["failed"] == 0, f"{flow['name']}: {flow}")
    judged.seen = f"{expired} tokens expired, {run['flows'][0]['completed']} jobs"
    return judged


# What is expected, in words and as a function; what is done meanwhile; what it needs besides ./dev deps: "node", or a
# folder of .deps that ./dev makes; the scenario, where that is not named like the soak.
Soak = namedtuple("Soak", "expected judge act needs scenario", defaults=[acts.Act, "", None])


def twins(server, needs=None, kept=32768):
    """A server whose model leaks, and the same one whose model does not."""
    return {server: Soak("leaking", servers.leaks(kept), servers.Leaking, needs or server),
            f"{server}_healthy": Soak("not accused", servers.healthy, servers.Healthy, needs or server, server)}


# By the name of the soak.
SOAKS = {
    "one_endpoint": Soak("leaking, /b keeps 64 KiB, /a nothing", one_endpoint),
    "aborts": Soak("leaking by aborts", aborts),
    "abandoned_streams": Soak("leaking by streams left", abandoned_streams),
    "left_streams": Soak("not accused", left_streams),
    "native": Soak("leaking", native),
    "mapping": Soak("leaking", mapping),
    "recycling": Soak("leaking within each worker's life", recycling),
    "cache": Soak("not accused", fills),
    "lru_cache": Soak("not accused", fills),
    "warm_up": Soak("not accused", fills),
    "touched_pages": Soak("not accused", touched_pages),
    "descriptors": Soak("descriptors leak", descriptors),
    "shared_memory": Soak("mapped shared memory leaks", shared_memory, acts.Segments),
    "left_segments": Soak("files of shared memory leak", left_segments, acts.Segments),
    "figures": Soak("RSS, PSS, USS within 2 % of the kernel's", figures, acts.Reading),
    "until_verdict": Soak("clean, before its time", until_verdict),
    "killed_worker": Soak("an event, not accused", killed_worker, acts.Killing),
    "out_of_memory": Soak("an event with the limit", out_of_memory, acts.InGroup),
    "node_closures": Soak("leaking", closures, needs="node"),
    "node_healthy": Soak("not accused", healthy, needs="node"),
    "flows": Soak("every request in the log", flows),
    "leak_on_ipv6": Soak("leaking, ::1 watched", watched.leak_on_ipv6, running_services.Neighbours),
    "healthy_on_ipv4": Soak("clean, 127.0.0.1 watched", watched.healthy_on_ipv4, running_services.LoadedNeighbours),
    "reuse_port": Soak("leaking, both watched, one named", watched.reuse_port, running_services.Sharers),
    "granian": Soak("leaking, watched whole", watched.granian, needs="servers"),
    "granian_running": Soak("leaking, watched is told", watched.granian_running, running_services.Granian, "servers"),
    "ray_serve": Soak("not accused, watched whole", watched.ray_serve, running_services.RayFiles, "servers"),
    "ray_running": Soak("a note with --watch", watched.ray_running, running_services.RayServe, "servers"),
    "llama_cpp": Soak("told with --cache-ram", watched.llama_cpp, running_services.Prompts, "servers"),
    "llama_cpp_healthy": Soak("not accused", healthy, running_services.PromptsForgotten, "servers", "llama_cpp"),
    **twins("mlflow"),
    **twins("mlserver"),
    **twins("bentoml", "proofs"),
    **twins("litserve"),
    **twins("kserve"),
    **twins("torchserve"),
    **twins("lambda", kept=65536),
    **twins("transformers", kept=131072),
    **twins("vllm", kept=131072),
    "ray_leaks": Soak("leaking", servers.leaks(65536), servers.LeakingRay, "servers"),
}

# All services of a user share their files of shared memory, so the others would see this one's.
ALONE = {"shared_memory", "left_segments"}
