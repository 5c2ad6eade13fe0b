#include "reports/words/next_steps.h"
#include "reports/words/target_runtime.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::next_steps_test {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

MemoryRow row(double t_s, std::uint64_t life, int pid, double bytes) {
  MemoryRow row;
  row.t_s = t_s;
  row.life = life;
  row.pid = pid;
  row.anon_bytes = bytes;
  return row;
}

// Two workers, of which the second grows; a third grew more but is gone.
MonitorRecord gunicorn() {
  MonitorRecord monitor;
  monitor.name = "port:5000";
  monitor.description = "gunicorn 4711 + 2 workers";
  monitor.pids = {4711, 4712, 4713};
  monitor.rows = {row(0, 1, 4712, 100),  row(0, 2, 4713, 100), row(0, 3, 4714, 100),
                  row(5, 3, 4714, 9000), row(9, 1, 4712, 110), row(9, 2, 4713, 900)};
  return monitor;
}

LeakRecord leak_with(Verdict verdict, std::optional<CauseKind> cause = std::nullopt) {
  LeakRecord leak;
  leak.monitor = "port:5000";
  leak.series = "anon_bytes";
  leak.verdict.verdict = verdict;
  if (cause) leak.verdict.cause = Cause{*cause, "evidence"};
  return leak;
}

RunRecord under_load() {
  RunRecord record;
  record.request_names = {"predict"};
  return record;
}

std::vector<std::string> texts(const LeakRecord& leak, const MonitorRecord& monitor = gunicorn(),
                               const RunRecord& record = under_load()) {
  std::vector<std::string> out;
  for (const auto& step : next_steps(record, monitor, leak)) out.push_back(step_text(step));
  return out;
}

TEST(NextSteps, without_load_are_not_about_one) {
  RunRecord watched;
  watched.environment = {{"kernel", "6.1"}};
  watched.monitors = {gunicorn()};
  RunRecord recorded = watched;
  recorded.environment.clear();
  const auto short_one = texts(leak_with(Verdict::inconclusive), gunicorn(), watched);
  EXPECT_THAT(short_one, ElementsAre("Run longer: plimsoll monitor ... --duration 10m"));
  EXPECT_THAT(texts(leak_with(Verdict::inconclusive), gunicorn(), recorded), ElementsAre("Run longer."));
  for (const auto& step : texts(leak_with(Verdict::leaking), gunicorn(), watched))
    EXPECT_THAT(step, Not(HasSubstr("load:")));
}

TEST(NextSteps, are_few_for_every_cause_and_there_for_each) {
  for (const auto kind : {CauseKind::plateau, CauseKind::step, CauseKind::collector, CauseKind::recycling,
                          CauseKind::cache_filling, CauseKind::per_request, CauseKind::per_time, CauseKind::per_abort,
                          CauseKind::descriptors, CauseKind::shared_memory, CauseKind::gpu}) {
    const auto steps = texts(leak_with(Verdict::leaking, kind));
    EXPECT_THAT(steps, Not(IsEmpty())) << static_cast<int>(kind);
    EXPECT_LE(steps.size(), 5U) << static_cast<int>(kind);
  }
}

TEST(NextSteps, of_a_leak_by_request_name_the_request_and_the_process_that_grew_most) {
  LeakRecord leak = leak_with(Verdict::leaking, CauseKind::per_request);
  leak.verdict.by_request = {{"health", 10.0, -5.0, 25.0}, {"predict", 4096.0, 4000.0, 4200.0}};
  const auto steps = texts(leak);
  EXPECT_THAT(steps[0], StartsWith("Look at what predict keeps"));
  EXPECT_THAT(steps, Contains(HasSubstr("memray attach --aggregate --duration 60 -f -o /tmp/leak.bin 4713; ")));
  EXPECT_THAT(steps, Contains(HasSubstr("compare_to(a, 'lineno')[:10], sep='\\n')")));
  EXPECT_THAT(steps, Contains(HasSubstr("LD_PRELOAD=libjemalloc.so.2 COMMAND &")));
  EXPECT_THAT(steps, Contains(HasSubstr("gunicorn --max-requests 1000")));
}

TEST(NextSteps, of_uvicorn_replace_workers_that_something_watches_over) {
  MonitorRecord monitor = gunicorn();
  monitor.description = "uvicorn 4711";
  LeakRecord leak = leak_with(Verdict::leaking, CauseKind::per_request);
  EXPECT_THAT(texts(leak, monitor), Contains(HasSubstr("uvicorn --workers 2 --limit-max-requests 1000")));
}

TEST(NextSteps, of_growth_by_time_look_at_what_runs_without_requests) {
  const auto steps = texts(leak_with(Verdict::leaking, CauseKind::per_time));
  EXPECT_THAT(steps[0], HasSubstr("py-spy dump --pid 4713"));
  EXPECT_THAT(steps, Contains(HasSubstr("plimsoll monitor --watch pid:4713")));
}

TEST(NextSteps, of_descriptors_list_them) {
  const auto steps = texts(leak_with(Verdict::leaking, CauseKind::descriptors));
  EXPECT_THAT(steps[0], HasSubstr("ls -l /proc/4713/fd | sed -n 's/.*-> //p'"));
  EXPECT_THAT(steps, Contains(HasSubstr("ss -tnp | grep pid=4713,")));
  EXPECT_THAT(steps, Contains(HasSubstr("/proc/4713/limits")));
}

TEST(NextSteps, of_aborts_look_at_what_a_client_that_left_leaves_behind) {
  const auto steps = texts(leak_with(Verdict::leaking, CauseKind::per_abort));
  EXPECT_THAT(steps[0], HasSubstr("when the client goes away"));
  EXPECT_THAT(steps, Contains(HasSubstr("finally")));
  EXPECT_THAT(steps, Contains(HasSubstr("abort_after")));
}

TEST(NextSteps, of_shared_memory_list_its_segments) {
  const auto steps = texts(leak_with(Verdict::leaking, CauseKind::shared_memory));
  EXPECT_THAT(steps[0], HasSubstr("ls -lt /dev/shm"));
  EXPECT_THAT(steps, Contains(HasSubstr("/proc/4713/smaps")));
}

TEST(NextSteps, of_the_gpu_ask_the_driver_and_the_framework) {
  const auto steps = texts(leak_with(Verdict::leaking, CauseKind::gpu));
  EXPECT_THAT(steps[0], HasSubstr("nvidia-smi --query-compute-apps"));
  EXPECT_THAT(steps, Contains(HasSubstr("torch.cuda.memory_summary()")));
}

TEST(NextSteps, of_a_cache_bound_it_and_fill_it) {
  LeakRecord leak = leak_with(Verdict::suspected, CauseKind::cache_filling);
  leak.verdict.recommended_duration_s = 5000;
  const auto steps = texts(leak);
  EXPECT_THAT(steps[0], HasSubstr("lru_cache(maxsize=1024)"));
  EXPECT_THAT(steps[1], HasSubstr("--duration 2h"));
  EXPECT_THAT(steps[2], HasSubstr("{duration: 10m, rests: {every: 2m, for: 40s}"));
}

TEST(NextSteps, of_recycled_workers_measure_one_long_life) {
  EXPECT_THAT(texts(leak_with(Verdict::clean, CauseKind::recycling))[0], HasSubstr("gunicorn --max-requests 0"));
}

TEST(NextSteps, of_growth_that_ended_say_what_would_leave_it_out) {
  EXPECT_THAT(texts(leak_with(Verdict::clean, CauseKind::plateau)), SizeIs(1));
  EXPECT_THAT(texts(leak_with(Verdict::clean, CauseKind::plateau))[0], HasSubstr("warmup"));
  EXPECT_THAT(texts(leak_with(Verdict::clean, CauseKind::step))[1], HasSubstr("--duration 30m"));
}

TEST(NextSteps, of_a_collector_are_of_the_targets_own_runtime) {
  MonitorRecord monitor = gunicorn();
  const LeakRecord leak = leak_with(Verdict::clean, CauseKind::collector);
  EXPECT_THAT(texts(leak, monitor)[0], HasSubstr("gc.freeze(); gc.set_threshold"));
  monitor.description = "java 17";
  EXPECT_THAT(texts(leak, monitor)[0], HasSubstr("-Xmx"));
  monitor.description = "node 17";
  EXPECT_THAT(texts(leak, monitor)[0], HasSubstr("--max-old-space-size"));
  monitor.description = "prediction 17";
  EXPECT_THAT(texts(leak, monitor)[0], StartsWith("Nothing leaks."));
}

TEST(NextSteps, of_a_leak_without_a_cause_find_it) {
  MonitorRecord monitor = gunicorn();
  const LeakRecord leak = leak_with(Verdict::leaking);
  EXPECT_THAT(texts(leak, monitor)[0], HasSubstr("rests"));
  LeakRecord rested = leak;
  rested.growth_at_rest_per_s = 0;
  EXPECT_THAT(texts(rested, monitor)[0], HasSubstr("memray attach"));
  LeakRecord by_request = leak;
  by_request.verdict.by_request = {{"predict", 4096.0, 4000.0, 4200.0}, {"health", std::nullopt, {}, {}}};
  EXPECT_THAT(texts(by_request, monitor)[0], StartsWith("Look at what predict keeps"));
  monitor.description = "prediction 17";
  EXPECT_THAT(texts(leak, monitor), Contains(HasSubstr("bash \"$(command -v heaptrack)\" -o /tmp/leak --pid 4713;")));
  monitor.description = "java 17";
  EXPECT_THAT(texts(leak, monitor), Contains(HasSubstr("jcmd 4713 GC.class_histogram")));
  monitor.description = "node 17";
  EXPECT_THAT(texts(leak, monitor), Contains(HasSubstr("kill -USR1 4713")));
}

TEST(NextSteps, go_by_what_the_process_has_mapped_and_not_by_its_name) {
  MonitorRecord monitor = gunicorn();
  monitor.description = "ray::ProxyActor 4711 + 2 processes";
  const LeakRecord leak = leak_with(Verdict::leaking);
  const auto of = [&](const std::string& runtime) {
    monitor.processes = {{4713, 2, "ray::Replica", false, "", 0, 9, {}, runtime}};
    return texts(leak, monitor);
  };
  EXPECT_THAT(of("python"), Contains(HasSubstr("memray attach")));
  EXPECT_THAT(of("go"), Contains(HasSubstr("go tool pprof")));
  EXPECT_THAT(of("jvm"), Contains(HasSubstr("jcmd 4713")));
  monitor.description = "java 4711";
  EXPECT_THAT(of("native"), Contains(HasSubstr("heaptrack")));
}

TEST(NextSteps, of_llama_cpp_name_its_cache_of_prompts_first) {
  MonitorRecord monitor = gunicorn();
  monitor.processes = {{4713, 2, "python", false, "", 0, 9, {}, "llama.cpp"}};
  for (const auto verdict : {Verdict::leaking, Verdict::suspected, Verdict::inconclusive})
    EXPECT_THAT(texts(leak_with(verdict), monitor)[0], HasSubstr("--cache-ram 0")) << static_cast<int>(verdict);
  EXPECT_THAT(texts(leak_with(Verdict::leaking), monitor), Contains(HasSubstr("heaptrack")));
  EXPECT_THAT(texts(leak_with(Verdict::clean), monitor), IsEmpty());
  LeakRecord of_files = leak_with(Verdict::leaking);
  of_files.series = "fds";
  EXPECT_THAT(texts(of_files, monitor), Not(Contains(HasSubstr("--cache-ram"))));
  monitor.processes[0].runtime = "python";
  EXPECT_THAT(texts(leak_with(Verdict::leaking), monitor), Not(Contains(HasSubstr("--cache-ram"))));
}

TEST(NextSteps, of_a_single_process_name_that_one) {
  LeakRecord leak = leak_with(Verdict::leaking, CauseKind::per_request);
  leak.pid = 4799;
  EXPECT_THAT(texts(leak), Contains(HasSubstr("-o /tmp/leak.bin 4799;")));
}

TEST(NextSteps, of_nobody_in_particular_leave_the_pid_open) {
  MonitorRecord monitor;
  monitor.rows = {row(0, 4711, 0, 100)};
  monitor.name = "prometheus:http://127.0.0.1:5000/metrics";
  EXPECT_THAT(texts(leak_with(Verdict::leaking), monitor), Contains(HasSubstr("--pid PID")));
}

TEST(NextSteps, of_other_series_are_of_those) {
  LeakRecord leak = leak_with(Verdict::leaking);
  leak.series = "disk_bytes";
  MonitorRecord disk;
  disk.name = "disk:/var/cache/app";
  EXPECT_THAT(texts(leak, disk)[0], HasSubstr("du -xh --max-depth=2 /var/cache/app |"));
  leak.series = "shm_bytes";
  EXPECT_THAT(texts(leak)[0], HasSubstr("/dev/shm"));
  leak.series = "gpu_bytes";
  EXPECT_THAT(texts(leak)[0], HasSubstr("nvidia-smi"));
  leak.series = "fds";
  EXPECT_THAT(texts(leak)[0], HasSubstr("/proc/4713/fd"));
}

TEST(NextSteps, of_a_run_that_cannot_tell_say_how_long_would) {
  LeakRecord leak = leak_with(Verdict::inconclusive);
  leak.verdict.recommended_duration_s = 601;
  for (const auto why : {Inconclusive::too_short, Inconclusive::falls, Inconclusive::noise, Inconclusive::moving,
                         Inconclusive::sawtooth, Inconclusive::no_floor}) {
    leak.verdict.why = why;
    EXPECT_THAT(texts(leak), Contains(HasSubstr("--duration 11m"))) << static_cast<int>(why);
    EXPECT_THAT(texts(leak), Contains(HasSubstr("until_verdict --at-most 1h"))) << static_cast<int>(why);
  }
  leak.verdict.why = Inconclusive::released;
  EXPECT_THAT(texts(leak)[0], HasSubstr("--cooldown 5m"));
}

TEST(NextSteps, of_a_suspicion_begin_with_a_longer_run) {
  LeakRecord leak = leak_with(Verdict::suspected);
  leak.verdict.recommended_duration_s = 1200;
  EXPECT_THAT(texts(leak)[0], HasSubstr("--duration 20m"));
}

TEST(NextSteps, of_clean_memory_are_none) { EXPECT_THAT(texts(leak_with(Verdict::clean)), IsEmpty()); }

TEST(TargetRuntime, is_told_by_what_was_found) {
  EXPECT_EQ(runtime_of("uvicorn 12"), TargetRuntime::python);
  EXPECT_EQ(runtime_of("python3 12 + 4 children"), TargetRuntime::python);
  EXPECT_EQ(runtime_of("node 12"), TargetRuntime::node);
  EXPECT_EQ(runtime_of("container web (node)"), TargetRuntime::node);
  EXPECT_EQ(runtime_of("llama-server 12"), TargetRuntime::llama_cpp);
  EXPECT_EQ(runtime_of("plimsoll 12"), TargetRuntime::unknown);
}

}  // namespace plimsoll::next_steps_test
