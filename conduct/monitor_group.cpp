#include "conduct/monitor_group.h"

#include "conduct/watching/judged_series.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace plimsoll {

MonitorGroup::MonitorGroup(MonitorGroupPlan plan, std::vector<Watched> watched) : plan_(std::move(plan)) {
  for (auto& one : watched) {
    SamplerPlan sampling;
    sampling.name = one.name;
    sampling.duration = plan_.duration;
    sampling.warmup = plan_.warmup;
    sampling.clock = plan_.clock;
    sampling.load = plan_.load;
    if (plan_.on_sample)
      sampling.on_sample = [pass_on = plan_.on_sample, name = one.name](const auto& rows, const auto& judged_beside) {
        pass_on(name, rows, judged_beside);
      };
    const auto limit = plan_.limit_bytes ? plan_.limit_bytes : limit_of(one);
    members_.push_back({std::make_unique<Sampler>(std::move(sampling), std::move(one.probe)), limit, one.name});
  }
}

void MonitorGroup::start() {
  for (auto& member : members_) member.sampler->start();
}

void MonitorGroup::begin(Instant origin) {
  for (auto& member : members_) member.sampler->begin(origin);
}

void MonitorGroup::end() {
  for (auto& member : members_) member.sampler->end();  // one may take its time
  for (auto& member : members_) member.sampler->stop();
}

std::vector<LiveMemory> MonitorGroup::status() const {
  std::vector<LiveMemory> memory;
  for (const auto& member : members_) {
    auto status = member.sampler->status();
    memory.push_back({std::move(status.description), status.memory_bytes, std::move(status.recent), status.gone,
                      status.without_memory});
  }
  return memory;
}

std::optional<std::string> MonitorGroup::unreadable() const {
  for (const auto& member : members_)
    if (const auto status = member.sampler->status(); status.unreadable) return status.description;
  return std::nullopt;
}

bool MonitorGroup::all_gone() const {
  return std::all_of(members_.begin(), members_.end(),
                     [](const Member& member) { return member.sampler->status().gone; });
}

std::vector<EventNews> MonitorGroup::new_events() {
  std::vector<EventNews> news;
  for (auto& member : members_) {
    for (const auto& event : member.sampler->events_after(member.events_reported)) {
      news.push_back({member.name, event});
      ++member.events_reported;
    }
  }
  return news;
}

std::vector<MonitorRecord> MonitorGroup::so_far() const {
  std::vector<MonitorRecord> monitors;
  for (const auto& member : members_) monitors.push_back(monitor_so_far(*member.sampler));
  return monitors;
}

std::vector<LeakVerdict> MonitorGroup::verdicts_so_far(const std::vector<std::string>& request_names,
                                                       double from_s) const {
  std::vector<LeakVerdict> verdicts;
  for (const auto& member : members_) {
    auto results = member.sampler->results_so_far();
    std::erase_if(results.rows, [from_s](const MemoryRow& row) { return row.t_s < from_s; });
    if (auto verdict = judge_first_series(results, request_names, {plan_.limit_bytes, plan_.leak}))
      verdicts.push_back(std::move(*verdict));
  }
  return verdicts;
}

void MonitorGroup::judge(const JudgedLoad& load, RunRecord& into) {
  for (auto& member : members_) judge(member, member.sampler->take_results(), load, into);
  finish_judgement(into);
}

void MonitorGroup::judge_so_far(const JudgedLoad& load, RunRecord& into) const {
  into.monitors.clear();
  for (const auto& member : members_) judge(member, member.sampler->results_so_far(), load, into);
  finish_judgement(into);
}

void MonitorGroup::judge(const Member& member, Sampler::Results results, const JudgedLoad& load,
                         RunRecord& into) const {
  auto judged = judge_monitor(std::move(results), load, {member.limit_bytes, plan_.leak});
  std::move(judged.leaks.begin(), judged.leaks.end(), std::back_inserter(into.leaks));
  for (const auto& event : judged.monitor.events)
    if (event.kind == to_string(ProcessEvent::Kind::unwatched)) into.watch_notes.push_back(event.message);
  into.monitors.push_back(std::move(judged.monitor));
}

void MonitorGroup::finish_judgement(RunRecord& into) const {
  std::stable_sort(into.leaks.begin(), into.leaks.end(), is_more_urgent);
  for (auto& note : notes_on_ignored(plan_.leak, into.monitors)) into.measurement.notes.push_back(std::move(note));
}

}  // namespace plimsoll
