#include "core/json/json_layout.h"

#include "core/json/json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestObject = 240;  // columns that an object may take on one line

bool is_scalar(const Json& value) { return !value.is_structured(); }

bool is_list_of_numbers(const Json& value) {
  return value.is_array() && std::all_of(value.begin(), value.end(), [](const Json& item) { return item.is_number(); });
}

// Rows of figures: points of a series, buckets, lines of a table.
bool is_list_of_rows(const Json& value) {
  return value.is_array() && std::all_of(value.begin(), value.end(), [](const Json& row) {
           return row.is_array() && !row.empty() && row.front().is_number();
         });
}

bool is_tally(const Json& value) {
  return value.is_object() &&
         std::all_of(value.begin(), value.end(), [](const Json& item) { return item.is_number_unsigned(); });
}

bool is_plain_object(const Json& value) {
  return std::all_of(value.begin(), value.end(),
                     [](const Json& item) { return is_scalar(item) || is_list_of_numbers(item) || is_tally(item); });
}

void print(const Json& value, std::size_t depth, std::string& out);

void print_members(const Json& value, std::size_t depth, std::string& out) {
  const std::string indent(2 * (depth + 1), ' ');
  out += value.is_object() ? '{' : '[';
  std::string_view separator = "\n";
  for (auto item = value.begin(); item != value.end(); ++item) {
    out += separator;
    out += indent;
    if (value.is_object()) out += to_text(Json(item.key())) + ": ";
    print(*item, depth + 1, out);
    separator = ",\n";
  }
  out += '\n' + std::string(2 * depth, ' ');
  out += value.is_object() ? '}' : ']';
}

void print(const Json& value, std::size_t depth, std::string& out) {
  if (is_scalar(value) || is_list_of_numbers(value) || is_list_of_rows(value)) {
    out += to_text(value);
    return;
  }
  if (value.is_object() && is_plain_object(value)) {
    if (std::string line = to_text(value); line.size() <= kLongestObject) {
      out += line;
      return;
    }
  }
  print_members(value, depth, out);
}

}  // namespace

std::string lay_out(const Json& value) {
  std::string out;
  print(value, 0, out);
  return out += '\n';
}

}  // namespace plimsoll
