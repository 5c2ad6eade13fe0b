#include "scenarios/json_schema/schema_report.h"

#include "core/units.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {

void SchemaReport::count(const std::string& kind, std::uint64_t times) {
  const auto is = [](std::string_view name) { return [name](const auto& one) { return one.first == name; }; };
  auto found = std::find_if(by_kind_.begin(), by_kind_.end(), is(kind));
  if (found == by_kind_.end() && by_kind_.size() >= kMostKinds)
    found = std::find_if(by_kind_.begin(), by_kind_.end(), is("others"));
  if (found != by_kind_.end())
    found->second += times;
  else
    by_kind_.emplace_back(by_kind_.size() < kMostKinds ? kind : "others", times);
}

void SchemaReport::add(const std::string& label, const SchemaFindings& findings) {
  all_ += findings.all;
  for (const auto& finding : findings.list) {
    if (kept_.size() < most_) kept_.push_back(fmt::format("{}: {}", label, finding.text()));
    count(finding.kind(), 1);
  }
  if (findings.all > findings.list.size()) count("others", findings.all - findings.list.size());
}

void SchemaReport::add(const std::string& label, const std::string& message) {
  ++all_;
  if (kept_.size() < most_) kept_.push_back(fmt::format("{}: {}", label, message));
  count(message, 1);
}

std::vector<std::string> SchemaReport::sentences(const std::string& label) const {
  auto sentences = kept_;
  if (all_ <= kept_.size()) return sentences;
  constexpr std::size_t kMostNamed = 12;
  std::string kinds;
  for (std::size_t i = 0; i < std::min(by_kind_.size(), kMostNamed); ++i)
    kinds += fmt::format("{}{} {}", i == 0 ? "" : ", ", by_kind_[i].first, format_count(by_kind_[i].second));
  sentences.push_back(fmt::format("{}: {} findings in all, of which these are the first {}: {}{}", label,
                                  format_count(all_), kept_.size(), kinds,
                                  by_kind_.size() > kMostNamed ? ", ..." : ""));
  return sentences;
}

}  // namespace plimsoll
