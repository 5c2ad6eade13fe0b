#include "reports/words/case_sentences.h"

#include "core/units.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

std::string failed_text(const CaseTally& cases) {
  std::string text;
  const auto add = [&](std::uint64_t count, std::string_view what) {
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", format_count(count), what);
  };
  add(cases.server_errors, "answered 5xx");
  add(cases.hung, "without an answer in time");
  add(cases.dropped, "with the connection dropped");
  add(cases.unexpected, "answered with another status");
  return text;
}

}  // namespace

std::vector<std::string> case_sentences(const RunRecord& record) {
  std::vector<std::string> sentences;
  const auto& all = record.stats.by_request;
  for (std::size_t i = 0; i < std::min(all.size(), record.request_names.size()); ++i) {
    const auto& cases = all[i].cases;
    if (cases.empty()) continue;
    const auto failed = failed_text(cases);
    sentences.push_back(fmt::format("Bad requests, in none of the figures, of {}: {}, {}.", record.request_names[i],
                                    format_count(cases.sent),
                                    failed.empty() ? "all answered as expected" : "not as expected: " + failed));
  }
  const auto& warmup = record.stats.warmup.cases;
  if (warmup.failed() > 0)
    sentences.push_back(fmt::format("Bad requests in the warm-up not answered as expected: {}.", failed_text(warmup)));
  return sentences;
}

}  // namespace plimsoll
