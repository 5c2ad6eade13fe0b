#include "scenarios/feeders/json_objects.h"

#include "scenarios/bodies/json_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

constexpr int kEndOfFile = std::ifstream::traits_type::eof();

}  // namespace

JsonObjects::JsonObjects(const std::filesystem::path& file, std::string label)
    : in_(file, std::ios::binary), label_(std::move(label)) {}

Error JsonObjects::wrong(const std::string& what) const {
  return invalid(fmt::format("{}:{}: {}", label_, line_, what));
}

int JsonObjects::take() {
  const int next = in_.get();
  if (next == '\n') ++line_;
  return next;
}

// To the next '{'; false at the end.
Result<bool> JsonObjects::find_begin() {
  for (;;) {
    const int next = in_.peek();
    if (next == '{') return true;
    if (next == kEndOfFile) {
      if (within_array_ && !array_ended_) return wrong("ends within its array: the file was cut");
      return false;
    }
    const bool is_mark = !any_ && !within_array_ && (next == 0xEF || next == 0xBB || next == 0xBF);
    const bool is_blank = next == ' ' || next == '\t' || next == '\r' || next == '\n';
    if (next == '[' && !any_ && !within_array_)
      within_array_ = true;
    else if (next == ']' && within_array_ && !array_ended_)
      array_ended_ = true;
    else if (!is_mark && !is_blank && !(next == ',' && within_array_ && !array_ended_))
      return wrong("expected a JSON object, of JSON lines or of one array");
    take();
  }
}

Result<> JsonObjects::read_text() {
  text_.clear();
  std::size_t depth = 0;
  bool in_text = false;
  bool is_escaped = false;
  do {
    const int next = take();
    if (next == kEndOfFile) return wrong("ends within an object: the file was cut");
    const char c = static_cast<char>(next);
    text_ += c;
    if (text_.size() > kMostBytes) return wrong("an object is longer than 64 MiB");
    if (in_text) {
      in_text = c != '"' || is_escaped;
      is_escaped = c == '\\' && !is_escaped;
    } else if (c == '"') {
      in_text = true;
      is_escaped = false;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  } while (depth > 0);
  return {};
}

Result<bool> JsonObjects::next(nlohmann::ordered_json& into) {
  if (!any_ && !in_) return invalid(fmt::format("{}: cannot be read", label_));
  auto found = find_begin();
  if (found.has_error() || !*found) return found;
  any_ = true;
  first_line_ = line_;
  if (const auto read = read_text(); read.has_error()) return read.error();
  auto parsed = parse_json({text_, label_, static_cast<std::size_t>(first_line_)});
  if (parsed.has_error()) return parsed.error();
  into = *std::move(parsed);
  return true;
}

}  // namespace plimsoll
