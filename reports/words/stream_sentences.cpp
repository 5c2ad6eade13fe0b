#include "reports/words/stream_sentences.h"

#include "core/units.h"
#include "record/time_summary.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace plimsoll {
namespace {

// "120 ms (p50), 300 ms (p99)"; a percentile of too few is left out, and the greatest stands instead.
std::string times_text(const Histogram& times) {
  const auto summary = summarize(times);
  auto text = fmt::format("{} (p50)", milliseconds_text(summary.percentile_ms("p50")));
  if (const auto p99 = summary.percentile_ms("p99")) return fmt::format("{}, {} (p99)", text, milliseconds_text(p99));
  return fmt::format("{}, {} at most", text, milliseconds_text(summary.max_ms));
}

std::string_view provenance(StreamTime time) {
  if (time == StreamTime::token_by_usage_of_each) return "tokens counted by the server in each event";
  return time == StreamTime::token_by_usage ? "tokens counted by the server" : "one token an event is assumed";
}

std::string reasons_text(const FinishReasons& reasons) {
  std::string text;
  for (const auto& [reason, streams] : reasons)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", reason, format_count(streams));
  return text;
}

std::string stream_sentence(const std::string& name, const StreamStats& stats, double seconds) {
  auto text = fmt::format("{}: {}", name, plural(stats.streams, "good stream"));
  std::string_view mark = ":";
  const auto add = [&](std::string_view words, const Histogram* times) {
    if (times == nullptr) return;
    text += fmt::format("{} {} {}", mark, words, times_text(*times));
    mark = ";";
  };
  const auto* first_token = stats.of(StreamTime::first_token);
  add("first token after", first_token);
  const auto* first_text = stats.of(StreamTime::first_text);
  if (first_text != nullptr && first_token != nullptr &&
      first_text->mean_seconds() > first_token->mean_seconds() * 1.01)
    add("first text that is seen after", first_text);
  add("between events", stats.of(StreamTime::gap));
  text += ".";
  for (const auto time : {StreamTime::token_by_usage_of_each, StreamTime::token_by_usage, StreamTime::token_by_event})
    if (const auto* times = stats.of(time))
      text += fmt::format(" A token behind the first took {}: {}.", times_text(*times), provenance(time));
  if (stats.counted > 0 && seconds > 0)
    text += fmt::format(" {} tokens a second came out ({} of {} counted).",
                        rate_text(static_cast<double>(stats.tokens_out) / seconds), format_count(stats.counted),
                        plural(stats.streams, "stream"));
  if (stats.counted > 0 && stats.tokens_in > 0)
    text += fmt::format(" A prompt had {} tokens in the mean, by the server's count.",
                        rate_text(static_cast<double>(stats.tokens_in) / static_cast<double>(stats.counted)));
  if (!stats.finish_reasons.empty()) text += fmt::format(" Ended by: {}.", reasons_text(stats.finish_reasons));
  return text;
}

}  // namespace

std::vector<std::string> stream_sentences(const RunRecord& record) {
  std::vector<std::string> sentences;
  const auto& all = record.stats.by_request;
  for (std::size_t i = 0; i < std::min(all.size(), record.request_names.size()); ++i)
    if (!all[i].streams.empty())
      sentences.push_back(stream_sentence(record.request_names[i], all[i].streams, measured_seconds(record)));
  return sentences;
}

}  // namespace plimsoll
