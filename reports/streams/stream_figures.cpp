#include "reports/streams/stream_figures.h"

#include "core/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

// Active users on average while it was measured; open streams where arrivals have no users.
double mean_users(const RunRecord& record) {
  double seconds = 0, users = 0, open = 0;
  const auto& steps = record.stream_steps;
  for (std::size_t i = 0; i < steps.steps.size(); ++i) {
    const auto& step = steps.steps[i];
    if (!(step.length_s > 0) || static_cast<double>(i) * steps.step_s >= record.duration_s) continue;
    seconds += step.length_s;
    users += users_of_step(record, i) * step.length_s;
    open += step.open * step.length_s;
  }
  return seconds > 0 ? (users > 0 ? users : open) / seconds : 0;
}

StreamFigures figures_of(const RunRecord& record, std::string name, RequestStats stats) {
  StreamFigures figures;
  figures.name = std::move(name);
  const double seconds = measured_seconds(record);
  const auto& streams = stats.streams;
  figures.token_time = streams.token_time();
  if (seconds > 0 && streams.counted > 0) {
    figures.tokens_per_second = static_cast<double>(streams.tokens_out) / seconds;
    if (const double users = mean_users(record); users > 0) figures.tokens_by_user = *figures.tokens_per_second / users;
  }
  figures.stats = std::move(stats);
  return figures;
}

void add_goodput(const RunRecord& record, StreamFigures& figures) {
  figures.has_limits = true;
  const auto& streams = figures.stats.streams;
  if (streams.limited == 0) return;
  const auto held = static_cast<double>(streams.held);
  figures.goodput = held / static_cast<double>(streams.limited);
  if (const double seconds = measured_seconds(record); seconds > 0) figures.goodput_per_second = held / seconds;
}

template <class Key>
std::string listed(std::vector<std::pair<Key, std::uint64_t>> counts, bool count_first) {
  std::stable_sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (const auto& [name, count] : counts) {
    text += text.empty() ? "" : ", ";
    text +=
        count_first ? fmt::format("{} {}", format_count(count), name) : fmt::format("{} {}", name, format_count(count));
  }
  return text;
}

}  // namespace

double users_of_step(const RunRecord& record, std::size_t index) {
  const auto& steps = record.stream_steps;
  const auto users = steps.steps[index].users;
  const bool is_last_of_load = static_cast<double>(index * steps.step_s) < record.duration_s &&
                               static_cast<double>((index + 1) * steps.step_s) >= record.duration_s;
  return is_last_of_load && index > 0 ? std::max(users, steps.steps[index - 1].users) : users;
}

std::vector<StreamFigures> stream_figures(const RunRecord& record) {
  std::vector<StreamFigures> all;
  bool has_limits = false;
  const auto names = std::min(record.request_names.size(), record.stats.by_request.size());
  for (std::size_t i = 0; i < names; ++i) {
    if (!is_streamed(record, i)) continue;
    const auto& name = record.request_names[i];
    auto& figures = all.emplace_back(figures_of(record, shown_name(record.flows, name), record.stats.by_request[i]));
    const bool limited = has_slo(record, i);
    if (limited) add_goodput(record, figures);
    has_limits = has_limits || limited;
  }
  if (all.size() < 2) return all;
  auto& sum = all.emplace_back(figures_of(record, "All streams", stats_of_streams(record, record.stats)));
  sum.is_all = true;
  if (has_limits) add_goodput(record, sum);
  return all;
}

std::optional<StreamFigures> all_streams(const RunRecord& record) {
  auto all = stream_figures(record);
  if (all.empty()) return std::nullopt;
  return std::move(all.back());
}

std::optional<double> share_from_sent(const StreamStats& streams) {
  const auto* from_due = streams.of(StreamTime::first_token);
  const auto* from_sent = streams.of(StreamTime::first_token_service);
  if (from_due == nullptr || from_sent == nullptr || from_due->mean_seconds() <= 0) return std::nullopt;
  return std::min(1.0, from_sent->mean_seconds() / from_due->mean_seconds());
}

std::string_view stream_time_title(StreamTime time) {
  switch (time) {
    case StreamTime::first_byte:
      return "First byte";
    case StreamTime::first_event:
      return "First event";
    case StreamTime::first_token:
      return "First token";
    case StreamTime::first_text:
      return "First text that is seen";
    case StreamTime::first_token_service:
      return "First token, from sent";
    case StreamTime::gap:
      return "Gap between events";
    case StreamTime::token_by_usage_of_each:
    case StreamTime::token_by_usage:
    case StreamTime::token_by_event:
      return "Time a token";
    case StreamTime::first_token_failed:
      return "First token of those that failed";
    case StreamTime::read_delay:
      return "Waited in the kernel to be read";
  }
  return "";
}

std::string_view provenance_words(StreamTime time) {
  if (time == StreamTime::token_by_usage_of_each) return "tokens counted by the server in each event";
  return time == StreamTime::token_by_usage ? "tokens counted by the server" : "one token an event is assumed";
}

std::string finish_reasons_text(const FinishReasons& reasons) {
  return listed<std::string>({reasons.begin(), reasons.end()}, false);
}

std::string failure_kinds_text(const FailureTally& failures) {
  std::vector<std::pair<std::string_view, std::uint64_t>> kinds;
  for (std::size_t i = 0; i < kFailureKinds; ++i)
    if (failures.by_kind[i] > 0) kinds.emplace_back(to_string(static_cast<FailureKind>(i)), failures.by_kind[i]);
  return listed(std::move(kinds), true);
}

}  // namespace plimsoll
