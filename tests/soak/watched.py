"""What is expected of the soaks that try who is watched, and of servers that are known by name."""

import re

from judgement import Judgement
from running_services import family_of

KEPT = 32768


def pids_of(run):
    return {process["pid"] for process in run["monitors"][0]["processes"]}


def commands_of(run):
    return [process["command"] for process in run["monitors"][0]["processes"]]


def only(judged, act, name, other):
    """Of two services that run, the one is watched with all below it and the other is not."""
    pids = pids_of(judged.run)
    judged.seen = judged.run["monitors"][0]["description"]
    judged.expect(set(act.processes_of(name)) <= pids, f"the {name} service is not watched whole: {judged.seen}")
    judged.expect(not pids & set(act.processes_of(other)), f"the {other} service is watched: {judged.seen}")


def leak_on_ipv6(run, act):
    judged = Judgement(run)
    judged.verdict("leaking")
    judged.growth(KEPT * judged.requests() / judged.judged_seconds())
    only(judged, act, "leaking", "healthy")
    return judged


def healthy_on_ipv4(run, act):
    judged = Judgement(run)
    judged.verdict("clean")
    only(judged, act, "healthy", "leaking")
    return judged


def reuse_port(run, act):
    judged = Judgement(run)
    judged.verdict("leaking")
    # The kernel deals out connections by a hash of their ports, and gunicorn closes each after its answer.
    judged.growth(2 * KEPT * judged.requests() / 2 / judged.judged_seconds())
    pids = pids_of(run)
    for name in ("leaking", "healthy"):
        judged.expect(set(act.processes_of(name)) <= pids, f"the {name} service is not watched whole")
    named = {leak["pid"] for leak in run["leaks"] if leak["pid"] is not None and leak["verdict"] == "leaking"}
    judged.expect(named == set(act.processes_of("leaking")[1:]), f"named is {named}, not the worker that leaks")
    judged.seen = f"{run['monitors'][0]['description']}; {', '.join(map(str, named))} named"
    return judged


def granian(run, act):
    judged = Judgement(run)
    judged.verdict("leaking")
    judged.growth(KEPT * judged.requests() / judged.judged_seconds())
    judged.seen = run["monitors"][0]["description"]
    count = sum(command.startswith("granian") for command in commands_of(run))
    judged.expect(count >= 3, f"watched are {count} processes of granian, not a main process and two workers")
    return judged


def granian_running(run, act):
    judged = granian(run, act)
    missed = set(act.processes_of("granian")) - pids_of(run)
    judged.expect(not missed, f"{missed} of granian are not watched: {judged.seen}")
    return judged


def ray_serve(run, act):
    judged = Judgement(run)
    judged.not_accused()
    commands = commands_of(run)
    for wanted, count in (("ray::ProxyActor", 1), ("ray::ServeRepli", 2)):
        seen = sum(command.startswith(wanted[:15]) for command in commands)
        judged.expect(seen >= count, f"of {wanted} {seen} are watched, not {count}: {', '.join(commands)}")
    judged.seen = run["monitors"][0]["description"]
    return judged


def ray_running(run, act):
    """The proxy is watched, and what the note says to watch instead holds the replicas, too."""
    judged = Judgement(run)
    told = judged.events("unwatched")
    if judged.expect(told, "no note tells who works behind the proxy"):
        judged.seen = told[0]["message"]
        judged.expect("ray::ServeRepli" in judged.seen, f"the replicas are not named: {judged.seen}")
        root = re.search(r"--watch pid:(\d+)", judged.seen)
        if judged.expect(root, f"the note names no --watch pid:N: {judged.seen}"):
            replicas = [pid for pid in act.processes_of("ray") if act.command_of(pid).startswith("ray::ServeRepli")]
            judged.expect(len(replicas) == 2 and set(replicas) <= set(family_of(int(root[1]))),
                          f"{root[0]} does not hold the replicas {replicas}")
    return judged


def llama_cpp(run, act):
    """Its prompt cache fills for hours in a straight line: whatever that is called, what it is must be said."""
    judged = Judgement(run)
    judged.expect(judged.leak["verdict"] != "clean", "a cache that fills up to 8 GiB is called clean")
    report = (act.out / "summary.md").read_text()
    judged.expect("--cache-ram" in report, "the report does not name llama.cpp's prompt cache and --cache-ram")
    kept = judged.rose("anon_bytes") / run["totals"]["requests"]
    judged.expect(kept > 2048, f"a request left {kept:.0f} B only, so nothing was tried")
    judged.seen = f"{kept:.0f} B a request"
    return judged
