#include "conduct/monitor_session.h"

#include "conduct/run_facts.h"
#include "conduct/watching/judged_monitor.h"
#include "conduct/watching/watching.h"
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

// Of the second that begins after it, or of the end before that.
Instant next_look(Instant start, Nanos duration, Instant now) {
  const Instant second = start + ((now - start) / 1s + 1) * 1s;
  return duration > Nanos(0) && now < start + duration ? std::min(second, start + duration) : second;
}

void hand_over(std::vector<std::unique_ptr<RowStream>>& streams, const std::string& monitor,
               const std::vector<ProcessRow>& rows, const std::vector<SeriesLabel>& further) {
  std::vector<MemoryRow> lines;
  std::transform(rows.begin(), rows.end(), std::back_inserter(lines), memory_row);
  for (auto& stream : streams) stream->add(monitor, lines, further);
}

}  // namespace

MonitorSession::MonitorSession(MonitorPlan plan)
    : plan_(std::move(plan)), streams_(std::make_unique<std::vector<std::unique_ptr<RowStream>>>()) {
  const auto now = wall_now();
  record_.tool_version = version();
  record_.id = make_run_id(now, std::random_device()());
  record_.started_at = to_rfc3339(now);
  record_.name = joined_names(plan_.watches);
  record_.scenario_text = plan_.command;
  record_.environment = machine_facts();
}

Result<MonitorSession> MonitorSession::begin(MonitorPlan plan, std::vector<std::unique_ptr<RowStream>> streams) {
  MonitorSession session(std::move(plan));
  auto watching = find_watches(session.plan_.watches);
  if (watching.has_error()) return watching.error();
  *session.streams_ = std::move(streams);
  session.record_.measurement.notes = std::move(watching->notes);
  for (auto& watched : watching->watched) {
    SamplerPlan sampling;
    sampling.name = watched.name;
    sampling.duration = session.plan_.duration;
    if (!session.streams_->empty())
      sampling.on_sample = [all = session.streams_.get(), name = watched.name](const auto& rows, const auto& further) {
        hand_over(*all, name, rows, further);
      };
    session.limits_.push_back(session.plan_.limit_bytes ? session.plan_.limit_bytes : limit_of(watched));
    session.samplers_.push_back(std::make_unique<Sampler>(std::move(sampling), std::move(watched.probe)));
  }
  for (const auto& sampler : session.samplers_) {
    sampler->start();
    const auto first = sampler->status();
    if (!first.unreadable) continue;
    return Error{ErrorKind::unavailable,
                 fmt::format("the memory of {} may not be read: run plimsoll as the user of that process, as root or "
                             "with CAP_SYS_PTRACE",
                             first.description)};
  }
  session.start_ = monotonic_now();
  for (const auto& sampler : session.samplers_) sampler->begin(session.start_);
  return session;
}

LiveStatus MonitorSession::status(bool stopping) const {
  LiveStatus status;
  status.name = record_.name;
  status.with_load = false;
  status.elapsed_s = to_seconds(monotonic_now() - start_);
  status.planned_s = to_seconds(plan_.duration);
  status.stopping = stopping;
  for (const auto& sampler : samplers_) {
    auto memory = sampler->status();
    status.memory.push_back(
        {std::move(memory.description), memory.memory_bytes, std::move(memory.recent), memory.gone});
  }
  return status;
}

// What was chosen by its pid does not come back.
bool MonitorSession::is_over() const {
  const bool by_pid = std::all_of(plan_.watches.begin(), plan_.watches.end(),
                                  [](const auto& watch) { return std::holds_alternative<WatchPid>(watch); });
  const auto gone = [](const auto& sampler) { return sampler->status().gone; };
  return by_pid && std::all_of(samplers_.begin(), samplers_.end(), gone);
}

void MonitorSession::run(Interrupts& interrupts, const std::function<void(const LiveStatus&)>& on_status) {
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
    over = interrupted.wait_until(lock, next_look(start_, plan_.duration, monotonic_now()), ended);
    lock.unlock();
    for (auto& stream : *streams_) {
      stream->flush();
      over = over || stream->broken();
    }
    if (!over && is_over()) {
      record_.measurement.notes.emplace_back("It ended because every process that was watched has ended.");
      over = true;
    }
    if (bounded && monotonic_now() >= start_ + plan_.duration) {
      record_.ended_by = EndedBy::duration;
      over = true;
    }
    on_status(status(over));
  }
  for (auto& sampler : samplers_) sampler->end();  // one may take its time
  for (auto& sampler : samplers_) sampler->stop();
  record_.duration_s = to_seconds(monotonic_now() - start_);
  judge();
}

void MonitorSession::judge() {
  for (std::size_t i = 0; i < samplers_.size(); ++i) {
    auto judged = judge_monitor(samplers_[i]->take_results(), {}, {limits_[i], plan_.leak});
    std::move(judged.leaks.begin(), judged.leaks.end(), std::back_inserter(record_.leaks));
    record_.monitors.push_back(std::move(judged.monitor));
  }
  for (auto& note : notes_on_ignored(plan_.leak, record_.monitors))
    record_.measurement.notes.push_back(std::move(note));
  for (auto& stream : *streams_) {
    stream->flush();
    if (auto problem = stream->problem(); !problem.empty()) problems_.push_back(std::move(problem));
  }
  if (auto threshold = parse_threshold("leak == none"); threshold.has_value())
    record_.thresholds = evaluate_thresholds({*threshold}, record_);
  conclude({});
}

void MonitorSession::conclude(const std::vector<std::string>& problems) {
  problems_.insert(problems_.end(), problems.begin(), problems.end());
  record_.verdict = decide(record_, {false, problems_, ""});
}

}  // namespace plimsoll
