#include "scenarios/hurl/hurl_variables.h"

#include "core/json.h"
#include "core/text.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/queries/predicate_parsing.h"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

// What begins as a number or a word and goes on is a text.
nlohmann::json typed_value(std::string_view text) {
  TextCursor cursor(text);
  const auto scalar = parse_scalar(cursor);
  if (!scalar || !cursor.at_end()) return text;
  if (const auto* quoted = std::get_if<QueryText>(&*scalar))
    return quoted->varies() ? nlohmann::json(text) : nlohmann::json(quoted->fixed());
  return *std::get<std::shared_ptr<const nlohmann::json>>(*scalar);
}

}  // namespace

HurlValue::HurlValue(const nlohmann::json& value) : text_(to_text(value)) {}

nlohmann::json HurlValue::json() const { return nlohmann::json::parse(text_); }

Result<> add_variable(std::string_view assignment, HurlVariables& into) {
  const auto equals = assignment.find('=');
  const auto name = trimmed(assignment.substr(0, equals));
  if (equals == std::string_view::npos || name.empty())
    return Error{ErrorKind::usage, fmt::format("expected NAME=VALUE, got \"{}\"", assignment.substr(0, equals))};
  if (name == "newUuid" || name == "newDate" || name == "getEnv")
    return Error{ErrorKind::usage, fmt::format("{} is a function: choose another name", name)};
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
