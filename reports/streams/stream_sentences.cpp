#include "reports/streams/stream_sentences.h"

#include "core/units.h"
#include "record/time_summary.h"
#include "reports/streams/stream_figures.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <string_view>

namespace plimsoll {
namespace {

// Less is noise.
constexpr double kShareOfClient = 0.01;
constexpr double kClientSeconds = 0.0005;

// "120 ms (p50), 300 ms (p99)"; a percentile of too few is left out, and the least and greatest stand instead.
std::string times_text(const Histogram& times) {
  const auto summary = summarize(times);
  if (!summary.percentile_ms("p50")) {
    const auto least = milliseconds_text(summary.min_ms), most = milliseconds_text(summary.max_ms);
    return least == most ? least : fmt::format("{} to {}", least, most);
  }
  auto text = fmt::format("{} (p50)", milliseconds_text(summary.percentile_ms("p50")));
  if (const auto p99 = summary.percentile_ms("p99")) return fmt::format("{}, {} (p99)", text, milliseconds_text(p99));
  return fmt::format("{}, {} at most", text, milliseconds_text(summary.max_ms));
}

// Where thoughts or tool calls come before it.
const Histogram* later_text(const StreamStats& streams) {
  const auto* first_token = streams.of(StreamTime::first_token);
  const auto* first_text = streams.of(StreamTime::first_text);
  const bool later = first_text != nullptr && first_token != nullptr &&
                     first_text->mean_seconds() > first_token->mean_seconds() * 1.01;
  return later ? first_text : nullptr;
}

std::string counted_text(const StreamFigures& figures) {
  const auto& streams = figures.stats.streams;
  if (!figures.tokens_per_second) return "";
  return fmt::format(" {} tokens a second came out ({} of {} counted).", rate_text(*figures.tokens_per_second),
                     format_count(streams.counted), plural(streams.streams, "stream"));
}

std::string prompt_text(const StreamStats& streams) {
  if (streams.counted == 0 || streams.tokens_in == 0) return "";
  return fmt::format(" A prompt had {} tokens in the mean, by the server's count.",
                     rate_text(static_cast<double>(streams.tokens_in) / static_cast<double>(streams.counted)));
}

std::string distrusted_text(const StreamStats& streams) {
  if (streams.distrusted == 0) return "";
  return fmt::format(" The server's count contradicts itself in {} and is left out there.",
                     plural(streams.distrusted, "stream"));
}

std::string ended_text(const StreamStats& streams) {
  if (streams.finish_reasons.empty()) return "";
  return fmt::format(" Ended by: {}.", finish_reasons_text(streams.finish_reasons));
}

std::string failed_text(const StreamStats& streams) {
  const auto* failed = streams.of(StreamTime::first_token_failed);
  if (failed == nullptr) return "";
  return fmt::format(" {} failed behind {} first token; with them the first token came after {}.",
                     plural(failed->count(), "stream"), failed->count() == 1 ? "its" : "their",
                     times_text(streams.first_token_of_all()));
}

std::string sent_text(const StreamStats& streams) {
  const auto share = share_from_sent(streams);
  if (!share || 1 - *share < kShareOfClient) return "";
  if ((1 - *share) * streams.of(StreamTime::first_token)->mean_seconds() < kClientSeconds) return "";
  return fmt::format(" {} of the time to the first token passed before the request was sent: from sent it was {}.",
                     share_text(1 - *share), times_text(*streams.of(StreamTime::first_token_service)));
}

std::string stream_sentence(const StreamFigures& figures) {
  const auto& streams = figures.stats.streams;
  auto text = fmt::format("{}: {}", figures.name, plural(streams.streams, "good stream"));
  std::string_view mark = ":";
  const auto add = [&](std::string_view words, const Histogram* times) {
    if (times == nullptr) return;
    text += fmt::format("{} {} {}", mark, words, times_text(*times));
    mark = ";";
  };
  add("first token after", streams.of(StreamTime::first_token));
  add("first text that is seen after", later_text(streams));
  add("between events", streams.of(StreamTime::gap));
  text += ".";
  for (const auto time : kTokenTimes)
    if (const auto* times = streams.of(time))
      text += fmt::format(" A token behind the first took {}: {}.", times_text(*times), provenance_words(time));
  return text + counted_text(figures) + distrusted_text(streams) + prompt_text(streams) + ended_text(streams) +
         failed_text(streams) + sent_text(streams);
}

// " Time a token: tokens counted by the server." or, where not all streams say the same, of how many which.
std::string provenance_text(const StreamStats& streams) {
  std::string text;
  std::size_t known = 0;
  for (const auto time : kTokenTimes) known += streams.of(time) != nullptr ? 1 : 0;
  for (const auto time : kTokenTimes) {
    const auto* times = streams.of(time);
    if (times == nullptr) continue;
    text += text.empty() ? "" : "; ";
    text += known == 1 ? std::string(provenance_words(time))
                       : fmt::format("of {} {}", plural(times->count(), "stream"), provenance_words(time));
  }
  return text.empty() ? "" : fmt::format(" Time a token: {}.", text);
}

std::string stream_note(const StreamFigures& figures) {
  const auto& streams = figures.stats.streams;
  auto text = provenance_text(streams);
  if (const auto* later = later_text(streams))
    text += fmt::format(" Text that is seen came after {}: thoughts or tool calls came first.", times_text(*later));
  if (streams.counted < streams.streams && streams.counted > 0)
    text += fmt::format(" The server counted the tokens of {} of {}.", format_count(streams.counted),
                        plural(streams.streams, "stream"));
  text +=
      distrusted_text(streams) + prompt_text(streams) + ended_text(streams) + failed_text(streams) + sent_text(streams);
  return text.empty() ? "" : figures.name + ":" + text;
}

template <class Write>
std::vector<std::string> of_each(const RunRecord& record, Write write) {
  std::vector<std::string> sentences;
  for (const auto& figures : stream_figures(record)) {
    if (figures.is_all || figures.stats.streams.empty()) continue;
    if (auto text = write(figures); !text.empty()) sentences.push_back(std::move(text));
  }
  return sentences;
}

}  // namespace

std::vector<std::string> stream_sentences(const RunRecord& record) { return of_each(record, stream_sentence); }

std::vector<std::string> stream_notes(const RunRecord& record) { return of_each(record, stream_note); }

}  // namespace plimsoll
