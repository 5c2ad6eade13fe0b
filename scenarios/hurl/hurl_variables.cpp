#include "scenarios/hurl/hurl_variables.h"

#include "core/json/json.h"
#include "core/text.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/queries/hurl_text.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

template <class Number>
std::optional<nlohmann::json> number_in(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  return is_whole ? std::optional<nlohmann::json>(value) : std::nullopt;
}

// What begins as a number or a word and goes on is a text. Within quotes nothing is an escape.
nlohmann::json typed_value(std::string_view text) {
  if (text == "true" || text == "false") return text == "true";
  if (text == "null") return nullptr;
  if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"')) return text.substr(1, text.size() - 2);
  if (text.find_first_not_of("+-0123456789.eE") != std::string_view::npos) return text;
  if (auto number = number_in<std::int64_t>(text)) return *std::move(number);
  if (auto number = number_in<std::uint64_t>(text)) return *std::move(number);
  if (auto number = number_in<double>(text)) return *std::move(number);
  return text;
}

}  // namespace

HurlValue::HurlValue(const nlohmann::json& value) : text_(to_text(value)) {}

nlohmann::json HurlValue::json() const { return nlohmann::json::parse(text_); }

Result<> add_variable(std::string_view assignment, HurlVariables& into) {
  const auto equals = assignment.find('=');
  const auto name = trimmed(assignment.substr(0, equals));
  if (equals == std::string_view::npos || name.empty())
    return Error{ErrorKind::usage, fmt::format("expected NAME=VALUE, got \"{}\"", assignment.substr(0, equals))};
  if (is_function(name)) return Error{ErrorKind::usage, fmt::format("{} is a function: choose another name", name)};
  into.insert_or_assign(std::string(name), HurlValue(typed_value(trimmed(assignment.substr(equals + 1)))));
  return {};
}

Result<> add_variables_of_file(const std::filesystem::path& file, HurlVariables& into) {
  constexpr std::uint64_t kMostBytes = 1 << 20;
  auto text = read_file({file, file.string()}, kMostBytes);
  if (text.has_error()) return text.error();
  std::size_t number = 0;
  for (std::string_view left = *text; !left.empty();) {
    ++number;
    const auto line = trimmed(left.substr(0, left.find('\n')));
    left.remove_prefix(
        std::min(left.size(), left.find('\n') == std::string_view::npos ? left.size() : left.find('\n') + 1));
    if (line.empty() || line.front() == '#') continue;
    const auto added = add_variable(line, into);
    if (added.has_error())
      return Error{ErrorKind::invalid, fmt::format("{}:{}: {}", file.string(), number, added.error().message)};
  }
  return {};
}

}  // namespace plimsoll
