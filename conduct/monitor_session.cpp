#include "conduct/monitor_session.h"

#include "conduct/keeping/checkpoint.h"
#include "conduct/run_facts.h"
#include "conduct/watching/judged_monitor.h"
#include "core/clock.h"
#include "core/version.h"
#include "reports/verdict/run_verdict.h"
#include "reports/verdict/threshold_evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <random>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;

std::string joined_names(const std::vector<WatchSpec>& watches) {
  std::string names;
  for (const auto& watch : watches) names += (names.empty() ? "" : ", ") + to_string(watch);
  return names;
}

// What a watch without load is held against.
Threshold no_leak() {
  Threshold threshold;
  threshold.metric = metric_named("leak");
  threshold.op = Threshold::Operator::equal;
  threshold.expression = "leak == none";
  return threshold;
}

// Of the second that begins after it, or of the end before that.
Instant next_look(Instant start, Nanos duration, Instant now) {
  const Instant second = start + ((now - start) / 1s + 1) * 1s;
  return duration > Nanos(0) && now < start + duration ? std::min(second, start + duration) : second;
}

void hand_over(std::vector<std::unique_ptr<RowStream>>& streams, const std::string& monitor,
               const std::vector<MemoryRow>& rows, const std::vector<SeriesLabel>& judged_beside) {
  for (auto& stream : streams) stream->add(monitor, rows, judged_beside);
}

}  // namespace

MonitorParts::MonitorParts()
    : find([](const auto& watches) { return find_watches(watches); }), clock(&machine_clock()) {}

MonitorSession::MonitorSession(MonitorPlan plan, MonitorParts parts)
    : plan_(std::move(plan)),
      parts_(std::move(parts)),
      streams_(std::make_unique<std::vector<std::unique_ptr<RowStream>>>()) {
  const auto now = wall_now();
  record_.tool_version = version();
  record_.id = make_run_id(now, std::random_device()());
  record_.started_at = to_rfc3339(now);
  record_.name = joined_names(plan_.watches);
  record_.note = plan_.note;
  record_.scenario_text = plan_.command;
  record_.environment = machine_facts();
}

Result<MonitorSession> MonitorSession::begin(MonitorPlan plan, std::vector<std::unique_ptr<RowStream>> streams,
                                             MonitorParts parts) {
  MonitorSession session(std::move(plan), std::move(parts));
  auto watching = session.parts_.find(session.plan_.watches);
  if (watching.has_error()) return watching.error();
  *session.streams_ = std::move(streams);
  session.record_.measurement.notes = std::move(watching->notes);
  session.record_.watch_notes = std::move(watching->watch_notes);
  MonitorGroupPlan watch;
  watch.duration = session.plan_.duration;
  watch.limit_bytes = session.plan_.limit_bytes;
  watch.leak = session.plan_.leak;
  watch.clock = session.parts_.clock;
  if (!session.streams_->empty())
    watch.on_sample = [all = session.streams_.get()](const auto& name, const auto& rows, const auto& judged_beside) {
      hand_over(*all, name, rows, judged_beside);
    };
  session.monitors_ = std::make_unique<MonitorGroup>(std::move(watch), std::move(watching->watched));
  session.monitors_->start();
  if (const auto unreadable = session.monitors_->unreadable())
    return Error{ErrorKind::unavailable,
                 fmt::format("the memory of {} may not be read: run plimsoll as the user of that process, as root or "
                             "with CAP_SYS_PTRACE",
                             *unreadable)};
  session.so_far_ = std::make_unique<RunSoFar>(session.record_, MeasurementFacts{});
  session.start_ = session.parts_.clock->now();
  session.monitors_->begin(session.start_);
  return session;
}

void MonitorSession::fold(bool stopping) {
  RunPhase phase;
  phase.planned_s = to_seconds(plan_.duration);
  phase.stopping = stopping;
  so_far_->set_phase(std::move(phase));
  so_far_->add_watched(to_seconds(parts_.clock->now() - start_));
  so_far_->set_memory(monitors_->status());
}

// What was chosen by its pid does not come back.
bool MonitorSession::is_over() const {
  const bool by_pid = std::all_of(plan_.watches.begin(), plan_.watches.end(),
                                  [](const auto& watch) { return std::holds_alternative<WatchPid>(watch); });
  return by_pid && monitors_->all_gone();
}

void MonitorSession::run(Interrupts& interrupts, const OutputFolder& folder, const OnStatus& on_status) {
  auto& clock = *parts_.clock;
  Checkpoint checkpoint(folder, *so_far_, [this] { so_far_->set_monitors(monitors_->so_far()); });
  std::mutex mutex;
  std::condition_variable interrupted;
  const Interrupts::Subscription subscription(interrupts, [&](int) {
    const std::scoped_lock lock(mutex);
    interrupted.notify_all();
  });
  const auto ended = [&] { return interrupts.count() > 0; };
  const bool bounded = plan_.duration > Nanos(0);
  record_.ended_by = EndedBy::interrupted;
  for (bool over = false; !over;) {
    std::unique_lock lock(mutex);
    over = clock.wait_until(lock, interrupted, next_look(start_, plan_.duration, clock.now()), ended);
    lock.unlock();
    for (auto& stream : *streams_) {
      stream->flush();
      over = over || stream->broken();
    }
    if (!over && is_over()) {
      record_.measurement.notes.emplace_back("It ended because every process that was watched has ended.");
      over = true;
    }
    if (bounded && clock.now() >= start_ + plan_.duration) {
      record_.ended_by = EndedBy::duration;
      over = true;
    }
    fold(over);
    on_status(so_far_->live());
    if (!over) checkpoint.write_if_due();
  }
  monitors_->end();
  record_.duration_s = to_seconds(clock.now() - start_);
  judge();
}

void MonitorSession::judge() {
  monitors_->judge({}, record_);
  for (auto& stream : *streams_) {
    stream->flush();
    if (auto problem = stream->problem(); !problem.empty()) problems_.push_back(std::move(problem));
  }
  record_.thresholds = evaluate_thresholds({no_leak()}, record_);
  conclude({});
}

void MonitorSession::conclude(const std::vector<std::string>& problems) {
  problems_.insert(problems_.end(), problems.begin(), problems.end());
  record_.verdict = decide(record_, {false, problems_, ""});
}

}  // namespace plimsoll
