#include "conduct/sweeps/level_plan.h"

#include "core/units.h"
#include "reports/sweeps/sweep_verdict.h"
#include "scenarios/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <utility>

namespace plimsoll {
namespace {

// The limit is known to this share of it.
constexpr double kFineEnough = 0.05;
// A level that brings less than this share more throughput than the one before, for twice the load, brings no more.
constexpr double kNoGain = 0.1;
constexpr double kMostlyFails = 0.5;

double highest_of(SweepOver over) { return over == SweepOver::users ? static_cast<double>(kMostUsers) : kHighestRate; }

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

Error refused(std::string_view text, SweepOver over) {
  return {
      ErrorKind::usage,
      fmt::format(R"(expected levels of {} like "1,2,4,8", a range like "{}", or "auto", got "{}")",
                  over == SweepOver::users ? "users" : "a rate", over == SweepOver::users ? "1..256" : "5..500", text)};
}

Result<double> parse_level(std::string_view text, SweepOver over) {
  const auto value = parse_rate(trimmed(text));
  if (value.has_error() && over == SweepOver::users)
    return Error{ErrorKind::usage, fmt::format(R"(expected users like "8", above 0, got "{}")", trimmed(text))};
  if (value.has_error()) return value.error();
  if (over == SweepOver::users && (*value != std::floor(*value) || text.find('/') != std::string_view::npos))
    return Error{ErrorKind::usage, fmt::format(R"(users are whole, got "{}")", trimmed(text))};
  if (*value > highest_of(over))
    return Error{ErrorKind::usage,
                 fmt::format("expected at most {}, got {}", format_number(highest_of(over)), format_number(*value))};
  return *value;
}

// To three digits of a rate, to the whole of users.
double rounded_level(double level, SweepOver over) {
  if (over == SweepOver::users) return std::max(1.0, std::round(level));
  const double unit = std::pow(10.0, std::floor(std::log10(level)) - 2);
  return std::round(level / unit) * unit;
}

Result<std::pair<double, double>> parse_range(std::string_view text, SweepOver over) {
  const auto dots = text.find("..");
  if (dots == std::string_view::npos) return refused(text, over);
  const auto from = parse_level(text.substr(0, dots), over);
  if (from.has_error()) return from.error();
  const auto to = parse_level(text.substr(dots + 2), over);
  if (to.has_error()) return to.error();
  if (*to <= *from) return Error{ErrorKind::usage, fmt::format(R"(a range goes up, got "{}")", text)};
  return std::pair(*from, *to);
}

Result<SweepLevels> parse_list(std::string_view text, SweepLevels levels) {
  for (auto rest = text; !rest.empty();) {
    const auto comma = rest.find(',');
    const auto level = parse_level(rest.substr(0, comma), levels.over);
    if (level.has_error()) return trimmed(rest.substr(0, comma)).empty() ? refused(text, levels.over) : level.error();
    levels.given.push_back(*level);
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  if (levels.given.empty()) return refused(text, levels.over);
  if (levels.given.size() > LevelPlan::kMostLevels)
    return Error{ErrorKind::usage,
                 fmt::format("expected at most {} levels, got {}", LevelPlan::kMostLevels, levels.given.size())};
  return levels;
}

}  // namespace

Result<SweepLevels> parse_levels(std::string_view text, SweepOver over, std::size_t steps) {
  text = trimmed(text);
  SweepLevels levels;
  levels.over = over;
  constexpr std::string_view kAuto = "auto";
  if (text.starts_with(kAuto)) {
    const auto rest = trimmed(text.substr(kAuto.size()));
    if (rest.empty()) return levels;
    const auto range = parse_range(rest, over);
    if (range.has_error()) return range.error();
    std::tie(levels.from, levels.to) = *range;
    return levels;
  }
  if (text.find("..") == std::string_view::npos) {
    auto list = parse_list(text, std::move(levels));
    if (list.has_value()) {
      std::sort(list->given.begin(), list->given.end());
      list->given.erase(std::unique(list->given.begin(), list->given.end()), list->given.end());
    }
    return list;
  }
  const auto range = parse_range(text, over);
  if (range.has_error()) return range.error();
  const auto [from, to] = *range;
  for (std::size_t i = 0; i < steps; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(steps - 1);
    const double level = i == 0 ? from : i + 1 == steps ? to : rounded_level(from * std::pow(to / from, share), over);
    if (levels.given.empty() || level > levels.given.back()) levels.given.push_back(level);
  }
  return levels;
}

LevelPlan::LevelPlan(SweepLevels levels) : levels_(std::move(levels)) {
  if (levels_.to <= 0) levels_.to = highest_of(levels_.over);
  if (levels_.given.empty()) return;
  auto& given = levels_.given;
  given.insert(given.end(), levels_.besides.begin(), levels_.besides.end());
  std::sort(given.begin(), given.end());
  given.erase(std::unique(given.begin(), given.end()), given.end());
}

std::optional<double> LevelPlan::next() const {
  if (ended_ || tried_.size() >= kMostLevels) return std::nullopt;
  if (!levels_.given.empty()) return next_given();
  if (const auto higher = next_higher()) return higher;
  return next_between();
}

std::optional<double> LevelPlan::next_given() const {
  if (tried_.size() >= levels_.given.size()) return std::nullopt;
  return levels_.given[tried_.size()];
}

// Two levels that bring nothing show that it is not one that was measured badly, and give the knee its second line.
bool LevelPlan::is_saturated() const {
  if (tried_.empty()) return false;
  const auto& last = tried_.back();
  if (last.invalid || last.failed >= kMostlyFails) return true;
  if (tried_.size() < 2 || (levels_.seeks_limit && last.holds)) return false;
  if (last.behind && tried_[tried_.size() - 2].behind) return true;
  if (tried_.size() < 3) return false;
  const double before = tried_[tried_.size() - 3].good_per_second;
  const double middle = tried_[tried_.size() - 2].good_per_second;
  return middle < before * (1 + kNoGain) && last.good_per_second < std::max(before, middle) * (1 + kNoGain);
}

std::optional<double> LevelPlan::next_higher() const {
  if (tried_.empty()) return levels_.from;
  const double last = tried_.back().level;
  if (last >= levels_.to || is_saturated()) return std::nullopt;
  return std::min(levels_.to, rounded(2 * last));
}

std::optional<double> LevelPlan::next_between() const {
  const auto broken = std::find_if(tried_.begin(), tried_.end(), [](const Tried& tried) { return !tried.holds; });
  for (const auto besides : levels_.besides)
    if (!is_tried(besides) && (broken == tried_.end() || besides < broken->level)) return besides;
  if (broken == tried_.end() || broken == tried_.begin()) return std::nullopt;
  const double low = std::prev(broken)->level;
  const double high = broken->level;
  const double least = levels_.over == SweepOver::users ? std::max(1.0, kFineEnough * low) : kFineEnough * low;
  if (high - low <= least * (1 + 1e-9)) return std::nullopt;
  const double middle = rounded(std::sqrt(low * high));
  if (is_tried(middle)) return std::nullopt;
  return middle;
}

double LevelPlan::rounded(double level) const { return rounded_level(level, levels_.over); }

bool LevelPlan::is_tried(double level) const {
  return std::any_of(tried_.begin(), tried_.end(), [&](const Tried& tried) { return tried.level == level; });
}

void LevelPlan::add(const SweepLevel& level) {
  Tried tried{level.level, level.state == LevelState::holds, level.state == LevelState::invalid, level.good_per_second,
              0};
  const auto all = level.requests + level.dropped + level.unfinished;
  if (all > 0) tried.failed = 1 - static_cast<double>(level.requests - level.failures) / static_cast<double>(all);
  tried.behind = levels_.over == SweepOver::rate && level.good_per_second < kKeepsUp * level.level &&
                 level.state != LevelState::holds;
  const auto place = std::upper_bound(tried_.begin(), tried_.end(), tried,
                                      [](const Tried& a, const Tried& b) { return a.level < b.level; });
  tried_.insert(place, tried);
}

}  // namespace plimsoll
