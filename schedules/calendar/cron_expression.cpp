#include "schedules/calendar/cron_expression.h"

#include "core/nearest_name.h"
#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 12> kMonthNames = {"jan", "feb", "mar", "apr", "may", "jun",
                                                          "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kWeekdayNames = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr unsigned kSunday = 7;  // in cron 0 and 7
constexpr std::uint64_t kAllHours = (std::uint64_t{1} << 24) - 1;
constexpr std::uint64_t kAllMonths = ((std::uint64_t{1} << 12) - 1) << 1;

struct CronField {
  std::string_view name;
  unsigned low, high;  // as it may be written
  unsigned last;       // of *
  Words names;         // the first stands for `low`
};

const std::array<CronField, 5> kFields = {{{"a minute", 0, 59, 59, {}},
                                           {"an hour", 0, 23, 23, {}},
                                           {"a day of the month", 1, 31, 31, {}},
                                           {"a month", 1, 12, 12, kMonthNames},
                                           {"a day of the week", 0, 7, 6, kWeekdayNames}}};
constexpr std::size_t kDay = 2, kMonth = 3, kWeekday = 4;

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kNicknames = {{{"@hourly", "0 * * * *"},
                                                                                      {"@daily", "0 0 * * *"},
                                                                                      {"@midnight", "0 0 * * *"},
                                                                                      {"@weekly", "0 0 * * 0"},
                                                                                      {"@monthly", "0 0 1 * *"},
                                                                                      {"@yearly", "0 0 1 1 *"},
                                                                                      {"@annually", "0 0 1 1 *"}}};

struct Fault {
  std::size_t place = 0;  // of the expression
  std::string message;
};
using FoundFault = std::optional<Fault>;

struct Piece {
  std::string_view text;
  std::size_t place = 0;

  Piece part(std::size_t from, std::size_t count = std::string_view::npos) const {
    return {text.substr(from, count), place + from};
  }
};

std::vector<Piece> words_of(std::string_view text) {
  std::vector<Piece> words;
  for (std::size_t i = 0; i < text.size();) {
    const auto begin = text.find_first_not_of(" \t", i);
    if (begin == std::string_view::npos) break;
    i = std::min(text.find_first_of(" \t", begin), text.size());
    words.push_back({text.substr(begin, i - begin), begin});
  }
  return words;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 4 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string expectation(const CronField& field) {
  return fmt::format("expected {} from {} to {}{}", field.name, field.low, field.high,
                     field.names.empty() ? "" : ", or its name");
}

FoundFault read_value(const CronField& field, Piece piece, unsigned& value) {
  if (is_number(piece.text)) {
    value = static_cast<unsigned>(std::stoul(std::string(piece.text)));
    if (value >= field.low && value <= field.high) return std::nullopt;
    return Fault{piece.place, fmt::format("{}, got {}", expectation(field), piece.text)};
  }
  for (std::size_t i = 0; i < field.names.size(); ++i) {
    if (!same_without_case(piece.text, field.names[i])) continue;
    value = field.low + static_cast<unsigned>(i);
    return std::nullopt;
  }
  if (piece.text.empty()) return Fault{piece.place, expectation(field) + ", found nothing"};
  if (piece.text.find_first_of("LW#?") != std::string_view::npos && field.names.size() != kMonthNames.size())
    return Fault{piece.place, fmt::format("\"{}\" is not cron's: it knows lists, ranges and steps", piece.text)};
  auto message = fmt::format("{}, got \"{}\"", expectation(field), piece.text);
  if (const auto near = nearest_name(piece.text, field.names); !near.empty())
    message += fmt::format("; did you mean {}?", near);
  return Fault{piece.place, std::move(message)};
}

struct CronRange {
  unsigned first = 0, last = 0, step = 1;
};

// "1-5", "mon"; `step_text`: "/2" behind it.
FoundFault read_range(const CronField& field, Piece range, std::string_view step_text, CronRange& found) {
  const auto dash = range.text.find('-');
  if (auto fault = read_value(field, range.part(0, dash), found.first)) return fault;
  found.last = found.first;
  if (dash == std::string_view::npos) {
    if (step_text.empty()) return std::nullopt;
    return Fault{range.place,
                 fmt::format("a step follows * or a range; write {}-{}{}", range.text, field.last, step_text)};
  }
  const auto end = range.part(dash + 1);
  if (auto fault = read_value(field, end, found.last)) return fault;
  // A week may end with a Sunday.
  if (field.last < field.high && found.last == 0 && found.first > 0) found.last = kSunday;
  if (found.last >= found.first) return std::nullopt;
  return Fault{range.place, fmt::format("a range goes up; write {}-{},{}-{}", range.part(0, dash).text, field.last,
                                        field.low, end.text)};
}

FoundFault read_step(const CronField& field, Piece steps, unsigned& step) {
  if (is_number(steps.text)) step = static_cast<unsigned>(std::stoul(std::string(steps.text)));
  if (is_number(steps.text) && step >= 1 && step <= field.last) return std::nullopt;
  return Fault{steps.place, fmt::format("expected a step from 1 to {}{}", field.last,
                                        steps.text.empty() ? ", found nothing" : fmt::format(", got {}", steps.text))};
}

// "*/5", "1-5", "1-5/2", "mon".
FoundFault read_item(const CronField& field, Piece item, std::uint64_t& mask) {
  const auto slash = item.text.find('/');
  const auto range = item.part(0, slash);
  const bool stepped = slash != std::string_view::npos;
  CronRange found{field.low, field.last};
  if (range.text != "*")
    if (auto fault = read_range(field, range, stepped ? item.text.substr(slash) : "", found)) return fault;
  if (stepped)
    if (auto fault = read_step(field, item.part(slash + 1), found.step)) return fault;
  for (unsigned value = found.first; value <= found.last; value += found.step)
    mask |= std::uint64_t{1} << (field.last < field.high && value == kSunday ? 0 : value);
  return std::nullopt;
}

FoundFault read_field(const CronField& field, Piece word, std::uint64_t& mask) {
  for (std::size_t begin = 0;;) {
    const auto comma = word.text.find(',', begin);
    if (auto fault = read_item(field, word.part(begin, comma - begin), mask)) return fault;
    if (comma == std::string_view::npos) return std::nullopt;
    begin = comma + 1;
  }
}

// A star with more to it beside the other kind of day: "either" for some, "both" for others.
bool is_disputed(std::string_view star, std::string_view other) {
  return star.starts_with('*') && star != "*" && other != "*";
}

FoundFault dispute(const std::vector<Piece>& words) {
  for (const auto& [star, other] : {std::pair(kDay, kWeekday), std::pair(kWeekday, kDay)}) {
    if (!is_disputed(words[star].text, words[other].text)) continue;
    const auto& field = kFields[star];
    return Fault{words[star].place,
                 fmt::format("crons disagree about * with more to it in one of the two days while the other is "
                             "restricted; write {}-{}{} for days that match either",
                             field.low, field.last, words[star].text.substr(1))};
  }
  return std::nullopt;
}

bool comes_ever(std::uint64_t days, std::uint64_t months) {
  constexpr std::array<unsigned, 13> kLongest = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (unsigned month = 1; month < kLongest.size(); ++month)
    if ((months >> month & 1) != 0 && (days & ((std::uint64_t{2} << kLongest[month]) - 1)) != 0) return true;
  return false;
}

Error told(std::string_view text, const Fault& fault) {
  return {ErrorKind::usage, fmt::format("{}\n  {}\n  {}^", fault.message, text, std::string(fault.place, ' '))};
}

Result<std::string_view> without_nickname(std::string_view text) {
  if (!text.starts_with('@')) return text;
  std::vector<std::string_view> known;
  for (const auto& [nickname, expression] : kNicknames) {
    if (same_without_case(text, nickname)) return expression;
    known.push_back(nickname);
  }
  return told(text, {0, fmt::format("\"{}\" names no time{}", text, name_advice(text, known))});
}

std::optional<unsigned> first_from(std::uint64_t mask, unsigned from, unsigned end) {
  for (unsigned i = from; i < end; ++i)
    if ((mask >> i & 1) != 0) return i;
  return std::nullopt;
}

}  // namespace

Result<CronExpression> CronExpression::parse(std::string_view given) {
  const auto text = trimmed(given);
  const auto spelled = without_nickname(text);
  if (spelled.has_error()) return spelled.error();
  const auto words = words_of(*spelled);
  if (words.size() != kFields.size())
    return told(text, {words.size() > kFields.size() ? words[kFields.size()].place : text.size(),
                       fmt::format("expected 5 fields (minute, hour, day of the month, month, day of the week), got {}",
                                   words.size())});
  std::array<std::uint64_t, kFields.size()> masks{};
  for (std::size_t i = 0; i < kFields.size(); ++i)
    if (const auto fault = read_field(kFields[i], words[i], masks[i])) return told(text, *fault);
  if (const auto fault = dispute(words)) return told(text, *fault);

  CronExpression cron;
  cron.text_ = text;
  cron.minutes_ = masks[0];
  cron.hours_ = masks[1];
  cron.days_ = masks[kDay];
  cron.months_ = masks[kMonth];
  cron.weekdays_ = masks[kWeekday];
  cron.any_day_ = words[kDay].text == "*";
  cron.any_weekday_ = words[kWeekday].text == "*";
  if (cron.any_weekday_ && !cron.any_day_ && !comes_ever(cron.days_, cron.months_))
    return told(text, {words[kDay].place, "this day never comes in this month"});
  return cron;
}

bool CronExpression::any_month() const noexcept { return months_ == kAllMonths; }
bool CronExpression::any_hour() const noexcept { return hours_ == kAllHours; }

bool CronExpression::names_day(unsigned month, unsigned day, unsigned weekday) const {
  if ((months_ >> month & 1) == 0) return false;
  const bool by_day = (days_ >> day & 1) != 0;
  const bool by_weekday = (weekdays_ >> weekday & 1) != 0;
  if (any_day_) return by_weekday;
  if (any_weekday_) return by_day;
  return by_day || by_weekday;
}

std::optional<unsigned> CronExpression::minute_from(unsigned minute) const {
  constexpr unsigned kHour = 60, kHours = 24;
  for (unsigned hour = minute / kHour; hour < kHours; ++hour) {
    if ((hours_ >> hour & 1) == 0) continue;
    const auto found = first_from(minutes_, hour == minute / kHour ? minute % kHour : 0, kHour);
    if (found) return hour * kHour + *found;
  }
  return std::nullopt;
}

}  // namespace plimsoll
