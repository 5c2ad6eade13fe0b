#include "reports/words/answer_sentences.h"

#include "core/units.h"
#include "record/series.h"
#include "reports/words/attempt_sentences.h"
#include "reports/words/cache_sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

constexpr std::size_t kMostRequests = 8;
constexpr std::size_t kMostRedirects = 3;

// "1,198 with status 200, 2 with 503; 3 requests without one"
std::string answers_by_status(const RequestStats& stats) {
  std::string text;
  for (const auto& count : stats.statuses.counts())
    text += fmt::format("{}{} with {}{}", text.empty() ? "" : ", ", format_count(count.answers),
                        text.empty() ? "status " : "", count.status);
  const auto without = stats.requests - std::min(stats.requests, stats.statuses.answers());
  if (without == 0) return text;
  return text + fmt::format("{}{} without one", text.empty() ? "none; " : "; ", plural(without, "request"));
}

// What a status sentence is worth beside that of all.
bool is_plain(const RequestStats& stats) {
  const auto& counts = stats.statuses.counts();
  return counts.size() == 1 && counts[0].status / 100 == 2 && counts[0].answers == stats.requests;
}

std::string redirect_text(const RunRecord& record, const OddAnswer& odd) {
  const auto stats = stats_of(record, odd.request);
  const auto led = stats.statuses.of_class(3, 4);
  if (2 * led <= stats.statuses.answers()) return {};
  return fmt::format("{} of {} to {} have status {}, which leads to {}", format_count(led),
                     plural(stats.statuses.answers(), "answer"), odd.request, odd.status, odd.location);
}

std::string redirects_note(const RunRecord& record) {
  std::string text;
  std::size_t found = 0;
  for (const auto& odd : record.odd_answers) {
    const auto one = odd.location.empty() ? std::string() : redirect_text(record, odd);
    if (one.empty() || ++found > kMostRedirects) continue;
    text += (text.empty() ? "" : "; ") + one;
  }
  if (found == 0) return {};
  if (found > kMostRedirects) text += fmt::format("; so do {}", plural(found - kMostRedirects, "more request"));
  return text +
         ". Plimsoll does not follow redirects that the scenario does not ask for, so that what is behind them was not "
         "measured: write `redirects: 5` into the scenario, or the address that they lead to (target, or the path of "
         "the request).";
}

std::string standstill_note(const RunRecord& record) {
  const auto& still = record.measurement.standstill;
  if (!still) return {};
  const auto stretches = still->times == 1
                             ? fmt::format("from {} on", seconds_text(still->longest_from_s))
                             : fmt::format("in {} stretches, the longest of {} from {} on", still->times,
                                           seconds_text(still->longest_s), seconds_text(still->longest_from_s));
  return fmt::format(
      "No answer came for {} of {} ({}) while users waited. Users who wait send nothing meanwhile, so that the "
      "percentiles hide it: load at a rate (load: {{rate: 100/s}}, --rate) shows what others would have waited.",
      seconds_text(still->seconds), seconds_text(measured_seconds(record)), stretches);
}

std::string storm_note(const RunRecord& record) {
  const auto storm = storm_sentence(record);
  return storm ? *storm + "." : std::string();
}

std::string pools_note(const RunRecord& record) {
  for (const auto& leak : record.leaks)
    if (leak.verdict.pool_bytes)
      return fmt::format(
          "{} of {} in one process never change by a byte: where that is a pool which its framework took at the start, "
          "what leaks inside is not seen. The framework's own figures tell (below, under Memory).",
          bytes_text(leak.verdict.pool_bytes), series_title(leak.series));
  return {};
}

}  // namespace

std::vector<std::string> status_sentences(const RunRecord& record) {
  const auto total = record.stats.total();
  if (total.statuses.empty()) return {};  // or of a record from before they were counted
  std::vector<std::string> sentences = {fmt::format("Answers: {}.", answers_by_status(total))};
  const auto& all = record.stats.by_request;
  const auto names = std::min(all.size(), record.request_names.size());
  if (names < 2 || is_plain(total)) return sentences;
  std::size_t left_out = 0;
  for (std::size_t i = 0; i < names; ++i) {
    if (all[i].requests == 0 || is_plain(all[i])) continue;
    if (sentences.size() > kMostRequests)
      ++left_out;
    else
      sentences.push_back(fmt::format("Answers to {}: {}.", record.request_names[i], answers_by_status(all[i])));
  }
  if (left_out > 0) sentences.push_back(fmt::format("{} differ too.", plural(left_out, "more request")));
  return sentences;
}

std::vector<std::string> result_notes(const RunRecord& record) {
  std::vector<std::string> notes = {storm_note(record), redirects_note(record), cached_note(record),
                                    standstill_note(record), pools_note(record)};
  std::erase(notes, "");
  return notes;
}

std::vector<std::string> coding_sentences(const RunRecord& record) {
  std::vector<std::string> sentences;
  for (const auto& odd : record.odd_answers)
    if (!odd.coding.empty())
      sentences.push_back(fmt::format(
          "Answers to {} say Content-Encoding: {}, which is a character set and encodes nothing: bodies were "
          "taken as they are. Its place is Content-Type, as in \"application/json; charset=utf-8\".",
          odd.request, odd.coding));
  return sentences;
}

}  // namespace plimsoll
