#include "conduct/so_far/run_so_far.h"

#include "conduct/so_far/measurement_facts.h"
#include "core/units.h"
#include "reports/verdict/measurement_judgement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

TimelineRow timeline_row(const Interval& second, const RequestStats& total) {
  TimelineRow row;
  row.t_s = second.t_s;
  row.length_s = second.length_s;
  row.active_users = second.active_users;
  row.requests = total.requests;
  row.failures = total.failures;
  row.failures_by_kind = total.failures_by_kind;
  row.dropped = total.dropped;
  row.late = total.late;
  row.in_flight = second.in_flight;
  row.warmup = second.warmup;
  row.warmup_requests = second.snapshot.warmup.requests;
  return row;
}

TimelineRow with_times(TimelineRow row, const Histogram& times) {
  if (times.empty()) return row;
  row.p50_ms = to_milliseconds(times.quantile(0.5));
  row.p95_ms = to_milliseconds(times.quantile(0.95));
  row.p99_ms = to_milliseconds(times.quantile(0.99));
  row.max_ms = to_milliseconds(times.maximum());
  return row;
}

// Looks that found nothing are not odd.
std::vector<OddAnswer> odd_answers_of(const LoadResults& load) {
  auto odd = load.odd_answers;
  for (auto& one : odd)
    if (one.cache && one.cache->cached == 0 && one.cache->repeated == 0) one.cache.reset();
  std::erase_if(odd, [](const OddAnswer& one) { return one.location.empty() && one.coding.empty() && !one.cache; });
  return odd;
}

}  // namespace

RunSoFar::RunSoFar(RunRecord begun, MeasurementFacts plan) : begun_(std::move(begun)), plan_(std::move(plan)) {
  notes_ = begun_.measurement.notes;
  watch_notes_ = begun_.watch_notes;
  labelled_ = begun_.labelled;
  live_.name = begun_.name;
  live_.target = begun_.target;
  live_.warmup_s = begun_.warmup_s;
  live_.with_load = !begun_.request_names.empty();
  if (!begun_.streamed.empty()) live_.streams.emplace();
}

void RunSoFar::begin(const ClockReading& clocks) {
  const std::scoped_lock lock(mutex_);
  clocks_.add(clocks);
}

void RunSoFar::add(const Interval& second, const ClockReading& clocks) {
  const auto total = second.snapshot.total();
  const std::scoped_lock lock(mutex_);
  load_.totals.merge(second.snapshot);
  const auto row = timeline_row(second, total);
  timeline_.add(row, total.response_time);
  steps_.add(second.t_s + second.length_s / 2, second.snapshot, total);
  second_ = with_times(row, total.response_time);
  clocks_.add(clocks);
  silences_.add(second, total);
  if (is_told_versions_) versions_.add(second.t_s, total);  // of others nobody asks
  fold_live(second, total);
  if (live_.streams) fold_streams(second);
  if (!second.warmup) fold_quality(second);
}

void RunSoFar::fold_live(const Interval& second, const RequestStats& total) {
  constexpr std::size_t kSeconds = 10;
  const auto finished = total.requests + second.snapshot.warmup.requests;
  if (last_.size() == kSeconds) last_.pop_front();
  last_.push_back({total.response_time, finished, second.length_s});
  live_.whole.merge(total.response_time);
  live_.requests += finished;
  live_.failures += total.failures + second.snapshot.warmup.failures;
  live_.elapsed_s = second.t_s + second.length_s;
  live_.active_users = second.active_users;
  live_.in_flight = second.in_flight;
}

// Behind fold_live, which began its second.
void RunSoFar::fold_quality(const Interval& second) {
  constexpr std::size_t kFewest = 8;
  const auto each = QualitySteps::kMostOfAll / std::max<std::size_t>(1, labelled_.size());
  const auto most = std::clamp<std::size_t>(each, kFewest, QualitySteps::kMost);
  auto& last = last_.back().quality;
  for (auto& request : labelled_) {
    last.emplace_back();
    const auto& names = begun_.request_names;
    const auto place = static_cast<std::size_t>(std::find(names.begin(), names.end(), request.name) - names.begin());
    if (place >= second.snapshot.by_request.size()) continue;
    const auto& quality = second.snapshot.by_request[place].quality;
    request.over_time.add(second.t_s + second.length_s / 2, quality, most);
    last.back() = QualityStep::of(quality);
  }
}

// Behind fold_live, which began its second.
void RunSoFar::fold_streams(const Interval& second) {
  const auto stats = stats_of_streams(begun_, second.snapshot);
  const auto before = std::exchange(open_streams_, second.open_streams);
  live_.streams->open = second.open_streams;
  auto& last = last_.back();
  last.tokens = stats.streams.tokens_out;
  if (const auto* times = stats.streams.of(StreamTime::first_token)) {
    last.first_tokens = *times;
    live_.streams->whole.merge(*times);
  }
  if (const auto* gaps = stats.streams.of(StreamTime::gap)) last.gaps = gaps->count();
  live_.streams->is_counted = live_.streams->is_counted || stats.streams.counted > 0;
  if (second.warmup) return;
  // What ended, and what more there is in flight, has begun.
  const auto ended = stats.requests + stats.unfinished + second.snapshot.warmup.requests;
  const auto begun = ended + second.open_streams - std::min(before, ended + second.open_streams);
  stream_steps_.add({second.t_s, second.length_s, second.active_users, static_cast<double>(second.open_streams),
                     begun + stats.dropped, stats});
}

void RunSoFar::add_watched(double elapsed_s) {
  const std::scoped_lock lock(mutex_);
  last_.clear();
  second_ = {};
  second_.t_s = live_.elapsed_s;
  second_.length_s = elapsed_s - live_.elapsed_s;
  live_.elapsed_s = elapsed_s;
}

void RunSoFar::set_phase(RunPhase phase) {
  const std::scoped_lock lock(mutex_);
  live_.planned_s = phase.planned_s;
  live_.stopping = phase.stopping;
  live_.cooling_down = phase.cooling_down;
  live_.until_verdict = phase.until_verdict;
  live_.outlook = std::move(phase.outlook);
}

void RunSoFar::set_memory(std::vector<LiveMemory> memory) {
  const std::scoped_lock lock(mutex_);
  live_.memory = std::move(memory);
}

void RunSoFar::add_notes(const std::vector<std::string>& notes) {
  const std::scoped_lock lock(mutex_);
  notes_.insert(notes_.end(), notes.begin(), notes.end());
}

void RunSoFar::set_watch_notes(std::vector<std::string> notes) {
  const std::scoped_lock lock(mutex_);
  watch_notes_ = std::move(notes);
}

void RunSoFar::set_once(std::vector<OnceRecord> answers) {
  const std::scoped_lock lock(mutex_);
  once_ = std::move(answers);
}

void RunSoFar::add_change(std::string_view what) {
  constexpr std::size_t kMostChanges = 20;
  const std::scoped_lock lock(mutex_);
  if (changes_.size() < kMostChanges)
    changes_.push_back(fmt::format("{} at {}", what, format_duration(from_seconds(live_.elapsed_s))));
  else if (changes_.size() == kMostChanges)
    changes_.emplace_back("and more");
}

void RunSoFar::add_pause() {
  add_change("paused");
  const std::scoped_lock lock(mutex_);
  paused_ = true;
}

void RunSoFar::set_counted(LoadResults counted) {
  const std::scoped_lock lock(mutex_);
  auto totals = std::move(load_.totals);
  totals.merge(counted.totals);
  load_ = std::move(counted);
  load_.totals = std::move(totals);
}

void RunSoFar::set_monitors(std::vector<MonitorRecord> monitors) {
  const std::scoped_lock lock(mutex_);
  monitors_ = std::move(monitors);
}

void RunSoFar::set_segments(std::vector<TargetSegment> segments, std::optional<double> next_from_s) {
  const std::scoped_lock lock(mutex_);
  is_told_versions_ = true;
  versions_.tell(std::move(segments), next_from_s);
}

std::vector<TargetSegment> RunSoFar::segments() const {
  const std::scoped_lock lock(mutex_);
  return versions_.segments();
}

void RunSoFar::set_target_log(std::vector<std::string> lines) {
  const std::scoped_lock lock(mutex_);
  target_log_ = std::move(lines);
}

void RunSoFar::set_probes(std::optional<ProbeRecord> probes) {
  const std::scoped_lock lock(mutex_);
  probes_ = std::move(probes);
}

void RunSoFar::set_probe_counts(const ProbeCounts& counts) {
  const std::scoped_lock lock(mutex_);
  if (counts.asked > 0) live_.probes = LiveProbes{counts.asked, counts.changed};
}

void RunSoFar::finish(LoadResults results) {
  set_counted(std::move(results));
  const std::scoped_lock lock(mutex_);
  finished_ = true;
}

void RunSoFar::publish_second() {
  SecondNews news;
  {
    const std::scoped_lock lock(mutex_);
    news.row = second_;
    for (const auto& memory : live_.memory) news.memory_bytes.push_back(memory.bytes);
  }
  const double t_s = news.row.t_s;
  history_.add(t_s, std::move(news));
}

void RunSoFar::publish_event(const std::string& monitor, const MonitorEvent& event) {
  history_.add(event.t_s, EventNews{monitor, event});
}

void RunSoFar::publish_end(const RunVerdict& verdict) { history_.add(elapsed_s(), verdict); }

TimelineRow RunSoFar::last_second() const {
  const std::scoped_lock lock(mutex_);
  return second_;
}

const RequestStats* RunSoFar::stats_so_far(const std::string& request) const {
  const auto& names = begun_.request_names;
  const auto place = static_cast<std::size_t>(std::find(names.begin(), names.end(), request) - names.begin());
  return place < load_.totals.by_request.size() ? &load_.totals.by_request[place] : nullptr;
}

// With the lock held. What decides a comparison of two models, too.
std::vector<LiveQuality> RunSoFar::live_quality() const {
  std::vector<LiveQuality> all;
  for (std::size_t i = 0; i < labelled_.size(); ++i) {
    const auto* stats = stats_so_far(labelled_[i].name);
    if (stats == nullptr) continue;
    for (const std::string_view name : {"log_loss", "accuracy", "rmse"}) {
      const auto whole = find_quality_figure(name)->read(stats->quality);
      if (!whole) continue;
      QualityStep recent;
      for (const auto& second : last_)
        if (i < second.quality.size()) recent.add(second.quality[i]);
      all.push_back({labelled_[i].name, std::string(name), *whole, QualitySteps::figure(recent, name)});
      break;
    }
  }
  return all;
}

LiveStatus RunSoFar::live() const {
  const std::scoped_lock lock(mutex_);
  auto status = live_;
  double seconds = 0;
  std::uint64_t recent = 0;
  for (const auto& second : last_) {
    status.recent.merge(second.times);
    recent += second.requests;
    seconds += second.length_s;
    if (!status.streams) continue;
    if (second.first_tokens) status.streams->recent.merge(*second.first_tokens);
    status.streams->tokens_per_second += static_cast<double>(second.tokens);
    status.streams->events_per_second += static_cast<double>(second.gaps);
  }
  if (status.streams && seconds > 0) {
    status.streams->tokens_per_second /= seconds;
    status.streams->events_per_second /= seconds;
  }
  status.quality = live_quality();
  status.requests_per_second = seconds > 0 ? static_cast<double>(recent) / seconds : 0;
  return status;
}

MeasurementFacts RunSoFar::measurement_facts() const {
  auto facts = plan_;
  facts.clock_step_s = clocks_.step_s();
  facts.suspended_s = clocks_.suspended_s();
  facts.silences = silences_.silences();
  facts.notes = notes_;
  facts.paused = paused_;
  if (!changes_.empty())
    facts.notes.push_back(fmt::format("the load was changed while it went on: {}", fmt::join(changes_, ", ")));
  return facts;
}

// The lock is held for copies alone: the thread that drives the run waits for whoever asks.
RunRecord RunSoFar::record() const {
  auto record = begun_;
  std::unique_lock lock(mutex_);
  auto load = load_;
  auto facts = measurement_facts();
  facts.over = finished_ && load.ended_by != EndedBy::aborted;
  const bool with_load = live_.with_load;
  record.duration_s = finished_ ? load.duration_s : live_.elapsed_s;
  record.timeline = timeline_.rows();
  record.steps = steps_;
  record.stream_steps = stream_steps_;
  record.labelled = labelled_;
  record.monitors = monitors_;
  record.segments = versions_.segments();
  record.watch_notes = watch_notes_;
  record.once = once_;
  record.target_log_tail = target_log_;
  record.probes = probes_;
  lock.unlock();
  record.ended_by = load.ended_by;
  record.stats.merge(load.totals);
  record.failures = load.failures;
  record.flows = load.flows;
  record.odd_answers = odd_answers_of(load);
  record.check_counts = load.check_counts;
  record.measurement.notes = facts.notes;
  if (!with_load) return record;
  facts.timeline = std::move(record.timeline);
  facts.generator_rss_bytes = own_memory_bytes();
  record.measurement = judge_measurement(load, facts);
  record.timeline = std::move(facts.timeline);
  return record;
}

double RunSoFar::elapsed_s() const {
  const std::scoped_lock lock(mutex_);
  return live_.elapsed_s;
}

bool RunSoFar::is_finished() const {
  const std::scoped_lock lock(mutex_);
  return finished_;
}

bool RunSoFar::never_connected() const {
  const std::scoped_lock lock(mutex_);
  return load_.totals.connections.opened == 0 && load_.totals.connections.failed > 0;
}

}  // namespace plimsoll
