#include "reports/words/next_steps.h"

#include "core/units.h"
#include "record/series.h"
#include "reports/words/mapping_steps.h"
#include "reports/words/target_runtime.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

using Steps = std::vector<NextStep>;

constexpr std::size_t kMostSteps = 5;

// What the steps need to know of the target.
struct Target {
  std::string pid;  // "4713"; "PID" where none is known
  TargetRuntime runtime = TargetRuntime::unknown;
  bool has_gunicorn = false;
  bool has_uvicorn = false;
  std::string folder = ".";  // that is watched, of a disk
};

void append(Steps& steps, Steps more) {
  for (auto& step : more) steps.push_back(std::move(step));
}

// A dump for each 64 MiB allocated. The program is taken from /proc, since jeprof reads no script.
NextStep profiling_allocator(std::string what) {
  return {
      std::move(what) + ", and look after some minutes (on Debian libjemalloc2, libjemalloc-dev)",
      "MALLOC_CONF=prof:true,lg_prof_interval:26,prof_prefix:/tmp/jeprof LD_PRELOAD=libjemalloc.so.2 COMMAND & sleep "
      "300; jeprof --text /proc/PID/exe $(ls -v /tmp/jeprof.PID.*.heap | tail -1)"};
}

// Who allocates what stays: from the outside first, then from the inside.
Steps allocation_tools(const Target& target) {
  switch (target.runtime) {
    case TargetRuntime::python:
      return {
          {"Under load, see which lines allocate what stays (needs memray in the service's own environment, gdb and "
           "the right to trace it)",
           fmt::format("memray attach --aggregate --duration 60 -f -o /tmp/leak.bin {}; sleep 65; memray flamegraph "
                       "--leaks -f /tmp/leak.bin",
                       target.pid)},
          {"Or from within a worker, in a handler of your own: print where two snapshots minutes apart differ",
           "tracemalloc.start(); a = tracemalloc.take_snapshot(); ...; "
           "print(*tracemalloc.take_snapshot().compare_to(a, 'lineno')[:10], sep='\\n')"},
          profiling_allocator("If no line of Python explains it, start the service with a profiling allocator")};
    case TargetRuntime::java:
      return {{"Count the live objects twice, minutes apart, and compare",
               "jcmd " + target.pid + " GC.class_histogram | head -30"},
              {"If the heap does not grow, look outside it; start with -XX:NativeMemoryTracking=summary",
               "jcmd " + target.pid + " VM.native_memory summary"}};
    case TargetRuntime::node:
      return {{"Open its inspector, take two heap snapshots minutes apart in chrome://inspect and compare them",
               "kill -USR1 " + target.pid}};
    case TargetRuntime::go:
      return {{"Compare two heap profiles, minutes apart (needs import _ \"net/http/pprof\" in the service)",
               "go tool pprof -top -sample_index=inuse_space http://HOST:PORT/debug/pprof/heap"},
              {"See whether goroutines pile up, which hold what they refer to",
               "curl -s 'http://HOST:PORT/debug/pprof/goroutine?debug=1' | head -40"}};
    case TargetRuntime::llama_cpp:
    case TargetRuntime::unknown:
      break;
  }
  // With bash and INT, since heaptrack unhooks the process in a trap that dash does not run when a signal ends it.
  return {{"Under load, see who allocates what stays (needs heaptrack, gdb and the right to trace the process)",
           fmt::format("timeout -s INT 60 bash \"$(command -v heaptrack)\" -o /tmp/leak --pid {}; heaptrack_print -l 1 "
                       "-p 0 -a 0 -T 0 /tmp/leak.* | head -40",
                       target.pid)},
          profiling_allocator("Or start the service with a profiling allocator")};
}

// Holds the damage down; it mends nothing.
Steps recycle_workers(const Target& target) {
  constexpr std::string_view kUntilFound = "Until it is found, have workers replaced before memory ends";
  if (target.has_gunicorn)
    return {{std::string(kUntilFound), "gunicorn --max-requests 1000 --max-requests-jitter 100"}};
  if (target.has_uvicorn)
    return {{std::string(kUntilFound) + "; a single uvicorn would only end",
             "uvicorn --workers 2 --limit-max-requests 1000"}};
  return {};
}

const RequestAttribution* guiltiest(const LeakVerdict& verdict) {
  const RequestAttribution* most = nullptr;
  for (const auto& type : verdict.by_request) {
    if (!type.bytes_per_request || type.ci_low.value_or(0) <= 0) continue;
    if (!most || *type.bytes_per_request > *most->bytes_per_request) most = &type;
  }
  return most;
}

Steps for_requests(const LeakRecord& leak, const Target& target) {
  const auto* guilty = guiltiest(leak.verdict);
  Steps steps = {{fmt::format("Look at what {} keeps after it has answered: a list or dict that only grows, a cache "
                              "without a bound, a metric with a label of its own for each request",
                              guilty ? guilty->name : "a request"),
                  ""}};
  append(steps, allocation_tools(target));
  append(steps, recycle_workers(target));
  return steps;
}

Steps for_aborts(const Target& target) {
  Steps steps = {
      {"Look at what is left behind when the client goes away before the answer: work that goes on, an entry "
       "in a table of requests under way, a connection or file that only the end of the answer closes",
       ""},
      {"Clean up in every way out, a cancelled request included",
       target.runtime == TargetRuntime::python ? "try: ... finally: ..." : ""},
      {"Make such requests the load, so that it shows sooner", "fault: {abort_after: 10ms, share: 50%}"}};
  append(steps, allocation_tools(target));
  return steps;
}

Steps for_shared_memory(const Target& target) {
  return {{"See what lies in shared memory and is never removed", "ls -lt /dev/shm | head -20"},
          {"See who still has it open", "lsof +D /dev/shm"},
          {"See what the process that grew most has mapped of it",
           fmt::format("grep -B1 -A20 -E '/dev/shm|SYSV' /proc/{}/smaps", target.pid)},
          {"Close and unlink each segment once it was read",
           target.runtime == TargetRuntime::python ? "segment.close(); segment.unlink()" : "shm_unlink(name)"}};
}

Steps for_time(const Target& target) {
  Steps steps = {
      {"It grows whatever the load: look at timers, background threads, and buffers of logs and metrics",
       target.runtime == TargetRuntime::python ? "py-spy dump --pid " + target.pid : ""},
      {"See it grow without any load", fmt::format("plimsoll monitor --watch pid:{} --duration 30m", target.pid)}};
  append(steps, allocation_tools(target));
  return steps;
}

Steps for_descriptors(const Target& target) {
  Steps steps = {
      {"See what is left open, by kind",
       fmt::format("ls -l /proc/{}/fd | sed -n 's/.*-> //p' | cut -d: -f1 | sort | uniq -c | sort -rn | head",
                   target.pid)},
      {"Of sockets, see which side did not close: CLOSE-WAIT is this one",
       fmt::format("ss -tnp | grep pid={},", target.pid)}};
  if (target.runtime == TargetRuntime::python) {
    steps.push_back(
        {"Open files with `with`, and one client session for the process instead of one a request; Python "
         "tells what was dropped unclosed, but not what something still holds",
         "python -X dev -W always::ResourceWarning -m gunicorn ..."});
  } else {
    steps.push_back({"Close what is opened for a request in every way out of it, errors and timeouts included", ""});
  }
  steps.push_back(
      {"Until it is found, see how far the limit is", fmt::format("grep 'open files' /proc/{}/limits", target.pid)});
  return steps;
}

// The framework's own figures first: they tell what leaks from what it only keeps for itself.
Steps for_gpu(const Target& target) {
  return {
      {"See which process holds it", "nvidia-smi --query-compute-apps=pid,used_memory --format=csv"},
      {"Ask the framework, before and after some hundred requests: in PyTorch what is allocated leaks, what is only "
       "reserved is its cache; in JAX bytes_in_use",
       "print(torch.cuda.memory_summary())  # or jax.local_devices()[0].memory_stats()"},
      {"Answer without gradients, and keep no tensor that hangs on a graph", "with torch.inference_mode(): ..."},
      {"See who allocates what stays",
       "torch.cuda.memory._record_memory_history(); ...; torch.cuda.memory._dump_snapshot('gpu.pickle')  # or "
       "jax.profiler.save_device_memory_profile('gpu.prof')"},
      {"If reserved memory alone grows, it is fragmented, or each new thread takes a workspace of its own (cuBLAS): "
       "start process " +
           target.pid + " with a fixed number of threads and",
       "PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True"}};
}

Steps for_disk(const Target& target) {
  return {{"See which folder grows", fmt::format("du -xh --max-depth=2 {} | sort -h | tail", target.folder)},
          {"Look for files that were deleted and are still held open", "lsof +L1"},
          {"Rotate logs, and bound what is kept of uploads and temporary files", ""}};
}

std::string whole(double seconds, double unit_s) {
  return format_duration_exact(from_seconds(unit_s * std::max(1.0, std::ceil(seconds / unit_s))));
}

constexpr double kMinute = 60;
constexpr std::string_view kRun = "plimsoll run";
constexpr std::string_view kMonitor = "plimsoll monitor";

NextStep run_longer(std::string why, const LeakVerdict& verdict, double otherwise_s) {
  const double duration_s = verdict.recommended_duration_s.value_or(otherwise_s);
  return {std::move(why), std::string(kRun) + " ... --duration " +
                              whole(duration_s, duration_s < kSecondsPerHour ? kMinute : kSecondsPerHour)};
}

NextStep until_the_verdict(const LeakVerdict& verdict) {
  const double most_s = std::max(kSecondsPerHour, 2 * verdict.recommended_duration_s.value_or(0));
  return {"Or let the verdict say when it is sure",
          "plimsoll run ... --duration until_verdict --at-most " + whole(most_s, kSecondsPerHour), true};
}

NextStep load_with_rests() {
  return {
      "Let the load rest now and then, in a scenario: growth by request stops then, growth by time goes on, a backlog "
      "is given back",
      "load: {duration: 10m, rests: {every: 2m, for: 40s}, cooldown: 60s}", true};
}

Steps for_recycling(const Target& target) {
  Steps steps = {{"What a life gathers is still a leak, which its end hides: measure one long life",
                  target.has_gunicorn ? "gunicorn --max-requests 0" : ""}};
  append(steps, allocation_tools(target));
  return steps;
}

Steps for_cache(const Target& target, const LeakVerdict& verdict) {
  Steps steps = {
      {"Give the cache a bound", target.runtime == TargetRuntime::python ? "@functools.lru_cache(maxsize=1024)" : ""},
      run_longer("Run until it is full: growth that ends is no leak", verdict, kSecondsPerHour),
      load_with_rests()};
  return steps;
}

Steps for_collector(const Target& target) {
  constexpr std::string_view kLower = "Nothing leaks. To lower the peaks, let it collect sooner or bound its heap";
  switch (target.runtime) {
    case TargetRuntime::python:
      return {{std::string(kLower) + ", once all is loaded", "gc.freeze(); gc.set_threshold(700, 10, 5)"}};
    case TargetRuntime::java:
      return {{std::string(kLower), "java -Xmx512m"}};
    case TargetRuntime::node:
      return {{std::string(kLower), "node --max-old-space-size=512"}};
    case TargetRuntime::go:
      return {{std::string(kLower), "GOMEMLIMIT=512MiB GOGC=50"}};
    case TargetRuntime::llama_cpp:
    case TargetRuntime::unknown:
      return {{std::string(kLower), ""}};
  }
  return {};
}

Steps for_cause(const LeakRecord& leak, const Target& target) {
  const LeakVerdict& verdict = leak.verdict;
  switch (verdict.cause->kind) {
    case CauseKind::plateau:
      return {{"Growth has ended: give the warm-up that long, and the verdict is about what comes after it",
               "load: {warmup: 2m}", true}};
    case CauseKind::step:
      return {{"Find what happened then: a model that was loaded, the largest request, a new thread. The service's log "
               "and the events tell",
               ""},
              run_longer("Run longer, to see whether it happens again", verdict, 1800)};
    case CauseKind::collector:
      return for_collector(target);
    case CauseKind::recycling:
      return for_recycling(target);
    case CauseKind::cache_filling:
      return for_cache(target, verdict);
    case CauseKind::per_request:
      return for_requests(leak, target);
    case CauseKind::per_time:
      return for_time(target);
    case CauseKind::per_abort:
      return for_aborts(target);
    case CauseKind::descriptors:
      return for_descriptors(target);
    case CauseKind::shared_memory:
      return for_shared_memory(target);
    case CauseKind::gpu:
      return for_gpu(target);
  }
  return {};
}

Steps for_growth(const LeakRecord& leak, const Target& target) {
  switch (kind_of_series(leak.series)) {
    case SeriesInfo::Kind::descriptors:
      return for_descriptors(target);
    case SeriesInfo::Kind::gpu:
      return for_gpu(target);
    case SeriesInfo::Kind::shared_memory:
      return for_shared_memory(target);
    case SeriesInfo::Kind::disk:
      return for_disk(target);
    default:
      break;
  }
  if (leak.unit != "bytes") return {};
  if (guiltiest(leak.verdict)) return for_requests(leak, target);
  Steps steps;
  if (!leak.growth_at_rest_per_s) steps.push_back(load_with_rests());
  append(steps, allocation_tools(target));
  append(steps, recycle_workers(target));
  return steps;
}

// What it lacked, told by what would give it.
Steps to_be_sure(const LeakVerdict& verdict) {
  switch (verdict.why) {
    case Inconclusive::released:
      return {{"Memory was given back after the load. See how much stays: let it cool down for longer",
               "plimsoll run ... --cooldown 5m", true}};
    case Inconclusive::moving:
      return {{"Hold the number of users constant: memory moves with the load", "load: {users: 10}", true},
              run_longer("Run longer", verdict, 1800),
              until_the_verdict(verdict)};
    case Inconclusive::noise:
      return {run_longer("Run longer: the noise averages out, a leak does not", verdict, kSecondsPerHour),
              until_the_verdict(verdict)};
    case Inconclusive::falls:
    case Inconclusive::sawtooth:
      return {run_longer("Run longer, until memory has fallen several times", verdict, kSecondsPerHour),
              until_the_verdict(verdict)};
    case Inconclusive::unit:
      return {{"Say in which unit the numbers are", "plimsoll leak ... --unit KiB", true}};
    case Inconclusive::too_short:
    case Inconclusive::no_floor:
    case Inconclusive::none:
      break;
  }
  return {run_longer("Run longer", verdict, 600), until_the_verdict(verdict)};
}

constexpr std::string_view kDisk = "disk:";

Target target_of(const MonitorRecord& monitor, const LeakRecord& leak) {
  const auto pid = pid_to_look_at(monitor, leak);
  return {pid ? std::to_string(*pid) : "PID", runtime_of(monitor, pid),
          monitor.description.find("gunicorn") != std::string::npos,
          monitor.description.find("uvicorn") != std::string::npos,
          monitor.name.starts_with(kDisk) ? monitor.name.substr(kDisk.size()) : "."};
}

Steps steps_of(const LeakRecord& leak, const Target& target) {
  if (leak.verdict.cause) return for_cause(leak, target);
  switch (leak.verdict.verdict) {
    case Verdict::leaking:
      return for_growth(leak, target);
    case Verdict::suspected: {
      Steps steps = {run_longer("Run longer, to be sure", leak.verdict, 1800)};
      append(steps, for_growth(leak, target));
      return steps;
    }
    case Verdict::inconclusive:
      return to_be_sure(leak.verdict);
    case Verdict::clean:
      return {};
  }
  return {};
}

// What a server does by design, and what turns it off: growth that goes on without it is a leak.
Steps of_known_server(const LeakRecord& leak, const Target& target) {
  const bool of_memory = kind_of_series(leak.series) == SeriesInfo::Kind::memory;
  if (target.runtime != TargetRuntime::llama_cpp || !of_memory || leak.verdict.verdict == Verdict::clean) return {};
  return {
      {"llama.cpp keeps the prompts that it has answered in a cache of up to 8 GiB, which is no leak. Bound it in "
       "MiB, or turn it off, and see whether memory still grows (in xllamacpp: cache_ram_mib)",
       "llama-server ... --cache-ram 0"}};
}

// What was watched without load, or recorded by another program, can only be looked at for longer.
void leave_load_out(Steps& steps, bool recorded) {
  std::erase_if(steps, [](const NextStep& step) { return step.of_load; });
  for (auto& step : steps) {
    if (!step.command.starts_with(kRun)) continue;
    step.command = recorded ? "" : std::string(kMonitor) + step.command.substr(kRun.size());
  }
}

}  // namespace

std::vector<NextStep> next_steps(const RunRecord& record, const MonitorRecord& monitor, const LeakRecord& leak) {
  const Target target = target_of(monitor, leak);
  Steps steps = of_known_server(leak, target);
  append(steps, with_steps_by_kind(steps_of(leak, target), monitor, leak));
  if (!has_load(record)) leave_load_out(steps, is_recording(record));
  if (steps.size() > kMostSteps) steps.resize(kMostSteps);
  return steps;
}

std::string step_text(const NextStep& step) {
  return step.command.empty() ? step.what + "." : fmt::format("{}: {}", step.what, step.command);
}

}  // namespace plimsoll
