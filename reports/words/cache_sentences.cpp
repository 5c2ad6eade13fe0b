#include "reports/words/cache_sentences.h"

#include "core/units.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

constexpr int kNotModified = 304;
constexpr std::size_t kMostNamed = 3;
constexpr double kLeastShare = 0.01;  // of all answers, to be told

double share_of(const CacheLook& look) {
  return look.looked_at == 0 ? 0 : static_cast<double>(look.cached) / static_cast<double>(look.looked_at);
}

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

}  // namespace

std::string cached_note(const RunRecord& record) {
  const auto total = record.stats.total();
  const auto answers = static_cast<double>(std::max<std::uint64_t>(1, total.statuses.answers()));
  const auto unchanged = total.statuses.of(kNotModified);
  double cached = 0;
  std::uint64_t looked_at = 0;
  std::string sign;
  std::vector<std::string> names;
  for (const auto& odd : record.odd_answers) {
    if (!odd.cache || odd.cache->cached == 0) continue;
    cached += share_of(*odd.cache) * static_cast<double>(stats_of(record, odd.request).statuses.answers());
    looked_at += odd.cache->looked_at;
    if (sign.empty()) sign = odd.cache->sign;
    names.push_back(fmt::format("{} of those to {}", percent(share_of(*odd.cache)), odd.request));
  }
  std::string text;
  if (cached / answers >= kLeastShare) {
    text =
        fmt::format("{} of the answers came from a cache, as their headers say ({})", percent(cached / answers), sign);
    if (record.request_names.size() > 1) {
      const auto named = std::min(names.size(), kMostNamed);
      text += fmt::format(": {}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(named), ", "));
      if (names.size() > named) text += fmt::format(", and of {}", plural(names.size() - named, "more request"));
    }
    text += fmt::format("; {} of them {} looked at", format_count(looked_at), looked_at == 1 ? "was" : "were");
  }
  if (static_cast<double>(unchanged) / answers >= kLeastShare)
    text += fmt::format("{}{} of {} answers have status 304, not modified", text.empty() ? "" : ". ",
                        format_count(unchanged), format_count(total.statuses.answers()));
  if (text.empty()) return text;
  return text +
         ". The model was not asked for these, and their times are the cache's: vary: unique makes each payload new.";
}

std::vector<std::string> repeat_sentences(const RunRecord& record) {
  constexpr std::uint64_t kFewest = 20;
  constexpr double kMuch = 0.9;
  std::vector<std::string> sentences;
  for (const auto& odd : record.odd_answers) {
    if (!odd.cache || odd.cache->compared < kFewest) continue;
    const double share = static_cast<double>(odd.cache->repeated) / static_cast<double>(odd.cache->compared);
    if (share < kMuch) continue;
    sentences.push_back(
        fmt::format("Answers to {} repeat: {} of {} looked at are byte for byte like one before, although each payload "
                    "was new. That is "
                    "a model that knows few answers, or a cache that rounds what it is asked.",
                    odd.request, format_count(odd.cache->repeated), format_count(odd.cache->compared)));
  }
  return sentences;
}

}  // namespace plimsoll
