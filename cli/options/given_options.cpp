#include "cli/options/given_options.h"

#include "core/text.h"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace plimsoll {
namespace {

// In quotes where it needs them.
std::string shell_word(const std::string& text) {
  constexpr auto kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-";
  return !text.empty() && text.find_first_not_of(kPlain) == std::string::npos ? text : shell_quoted(text);
}

}  // namespace

GivenOptions::GivenOptions(const std::vector<OptionRow>& rows) {
  for (const auto& row : rows) entries_.push_back({row, {}, false});
}

void GivenOptions::give(std::string_view name, std::vector<std::string> values, bool by_variable) {
  auto& given = entries_[static_cast<std::size_t>(&entry(name) - entries_.data())];
  given.values = std::move(values);
  given.by_variable = by_variable;
}

bool GivenOptions::has(std::string_view name) const { return !entry(name).values.empty(); }

std::optional<std::string> GivenOptions::text(std::string_view name) const {
  const auto& given = entry(name);
  if (!given.values.empty()) return given.values.front();
  return given.row.preset.empty() ? std::nullopt : std::optional(std::string(given.row.preset));
}

const std::vector<std::string>& GivenOptions::list(std::string_view name) const { return entry(name).values; }

std::string GivenOptions::place(std::string_view name) const {
  const auto& given = entry(name);
  return std::string(given.by_variable ? given.row.variable : given.row.name());
}

bool GivenOptions::any_but(std::string_view name) const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [&](const Entry& given) { return given.row.name() != name && !given.values.empty(); });
}

std::string GivenOptions::command_line(std::string_view command,
                                       const std::function<std::string(std::string)>& shown) const {
  auto line = fmt::format("plimsoll {}", command);
  for (const auto& [row, values, by_variable] : entries_) {
    for (const auto& value : values) {
      if (!row.stands_alone()) line += fmt::format(" {}", row.short_name());
      if (row.form != OptionForm::flag) line += " " + shell_word(without_userinfo(shown(value)));
    }
  }
  return line;
}

const GivenOptions::Entry& GivenOptions::entry(std::string_view name) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& given) { return given.row.name() == name; });
  if (found == entries_.end()) throw std::logic_error(fmt::format("{} is no option of this command", name));
  return *found;
}

std::string without_userinfo(std::string text) {
  for (auto scheme = text.find("://"); scheme != std::string::npos; scheme = text.find("://", scheme + 3)) {
    const auto begin = scheme + 3;
    const auto end = std::min(text.find_first_of("/?# \t\n\"'", begin), text.size());
    const auto at = text.rfind('@', end);
    if (at != std::string::npos && at > begin && at < end) text.replace(begin, at - begin, "[redacted]");
  }
  return text;
}

}  // namespace plimsoll
