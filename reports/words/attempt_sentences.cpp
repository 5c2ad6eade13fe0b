#include "reports/words/attempt_sentences.h"

#include "core/units.h"
#include "record/time_summary.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

constexpr double kStorm = 0.1;

std::string attempt_causes(const AttemptTally& tally) {
  std::string text;
  const auto add = [&](AttemptCause cause, std::string_view one, std::string_view many) {
    const auto count = tally.of(cause);
    if (count == 0) return;
    text += fmt::format("{}{} {}", text.empty() ? ": " : ", ", format_count(count), count == 1 ? one : many);
  };
  add(AttemptCause::retry, "retry", "retries");
  add(AttemptCause::redirect, "redirect", "redirects");
  add(AttemptCause::renewal, "after a 401, with another token", "after a 401, with another token");
  return text;
}

std::string attempt_answers(const AttemptTally& tally) {
  std::string text;
  for (std::size_t i = 0; i < tally.by_class.size(); ++i) {
    if (tally.by_class[i] == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", format_count(tally.by_class[i]),
                        i == 0 ? "without an answer" : fmt::format("answered {}xx", i));
  }
  return text;
}

std::string attempts_sentence(const std::string& name, const AttemptStats& stats) {
  const auto& tally = stats.tally;
  auto text = fmt::format("{}: {} took {}, {:.2f} a request{}; {}.", name,
                          plural(tally.of(AttemptCause::first), "request"), plural(tally.all(), "attempt"),
                          attempts_per_request(tally).value_or(0), attempt_causes(tally), attempt_answers(tally));
  if (stats.time && !stats.time->empty()) {
    const auto summary = summarize(*stats.time);
    text += fmt::format(" An attempt took {} (p50), {} at most.", milliseconds_text(summary.percentile_ms("p50")),
                        milliseconds_text(summary.max_ms));
  }
  if (tally.refused_cookies > 0)
    text += fmt::format(" Refused: {} (of another domain, too large, or not as its name promises).",
                        plural(tally.refused_cookies, "cookie"));
  return text;
}

bool says_more_than_requests(const AttemptTally& tally) {
  return tally.all() > tally.of(AttemptCause::first) || tally.refused_cookies > 0;
}

}  // namespace

std::optional<double> attempts_per_request(const AttemptTally& tally) {
  const auto requests = tally.of(AttemptCause::first);
  if (requests == 0) return std::nullopt;
  return static_cast<double>(tally.all()) / static_cast<double>(requests);
}

std::vector<std::string> attempt_sentences(const RunRecord& record) {
  std::vector<std::string> sentences;
  const auto& all = record.stats.by_request;
  for (std::size_t i = 0; i < std::min(all.size(), record.request_names.size()); ++i)
    if (says_more_than_requests(all[i].attempts.tally))
      sentences.push_back(attempts_sentence(record.request_names[i], all[i].attempts));
  return sentences;
}

std::optional<std::string> storm_sentence(const RunRecord& record) {
  const auto total = record.stats.total();
  const auto& tally = total.attempts.tally;
  const auto more = tally.all() - tally.of(AttemptCause::first);
  if (total.requests == 0) return std::nullopt;
  // Of all that the target was asked: requests that are never sent again count as well.
  const auto share = static_cast<double>(more) / static_cast<double>(total.requests);
  if (share < kStorm) return std::nullopt;
  const auto good = total.requests - std::min(total.requests, total.failures);
  return fmt::format(
      "The target was asked {:.0f} % more often than there were requests{}: {} good answers a second, {} "
      "attempts a second",
      100 * share, attempt_causes(tally), rate_text(requests_per_second(record, good)),
      rate_text(requests_per_second(record, total.requests + more)));
}

}  // namespace plimsoll
