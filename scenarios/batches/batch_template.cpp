#include "scenarios/batches/batch_template.h"

#include "core/json/json.h"
#include "core/units.h"
#include "scenarios/templates/template_parsing.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostBytes = 64ULL << 20;

bool has_row(const Json& value) {
  if (value.is_string()) return has_template(value.get_ref<const std::string&>());
  if (!value.is_structured()) return false;
  return std::any_of(value.begin(), value.end(), has_row);
}

// The outermost list with one element that has a row in it; null: there is none.
Json* list_of_row(Json& value) {
  if (value.is_array() && value.size() == 1 && has_row(value)) return &value;
  if (!value.is_structured()) return nullptr;
  for (auto& one : value)
    if (auto* found = list_of_row(one)) return found;
  return nullptr;
}

void append(TemplateText& into, const TemplateText& more) {
  into.literals.back() += more.literals.front();
  into.insertions.insert(into.insertions.end(), more.insertions.begin(), more.insertions.end());
  into.literals.insert(into.literals.end(), more.literals.begin() + 1, more.literals.end());
}

// So many copies, each of another row.
void append_rows(TemplateText& into, const TemplateText& row, std::uint32_t rows) {
  auto one = row;
  for (std::uint32_t i = 0; i < rows; ++i) {
    if (i > 0) into.literals.back() += ',';
    for (auto& insertion : one.insertions) insertion.row = i;
    append(into, one);
  }
}

}  // namespace

Result<TemplateText> parse_batch_value(std::string_view json, std::uint32_t rows, TemplateNames& names) {
  const auto row = parse_json_template(json, names);
  if (row.has_error()) return row.error();
  TemplateText text;
  text.literals.back() += '[';
  append_rows(text, *row, rows);
  text.literals.back() += ']';
  return text;
}

Result<TemplateText> parse_batch_template(std::string_view json, std::uint32_t rows, TemplateNames& names) {
  auto value = parse_ordered_json(json);
  auto* list = list_of_row(value);
  if (list == nullptr)
    return invalid(
        R"(batch: there is no list with one row in it, which could have more, like {"instances": [["{{row.age}}"]]})");
  const auto element = to_text(list->front());
  if (element.size() * rows > kMostBytes)
    return invalid(
        fmt::format("batch: a body of {} rows is more than {}", rows, format_bytes(static_cast<double>(kMostBytes))));
  // A name that stands for the rows until the text around them is known.
  constexpr std::string_view kPlace = "plimsoll rows stand here";
  *list = Json::array({std::string(kPlace)});
  const auto whole = to_text(value);
  const auto mark = fmt::format("\"{}\"", kPlace);
  const auto at = whole.find(mark);
  auto text = parse_json_template(whole.substr(0, at), names);
  const auto row = parse_json_template(element, names);
  const auto behind = parse_json_template(whole.substr(at + mark.size()), names);
  for (const auto* part : {&std::as_const(text), &row, &behind})
    if (part->has_error()) return part->error();
  append_rows(*text, *row, rows);
  append(*text, *behind);
  return text;
}

}  // namespace plimsoll
