#include "scenarios/bodies/json_text.h"

#include "core/json/json.h"
#include "scenarios/bodies/file_reading.h"

#include <fmt/format.h>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

namespace plimsoll {
namespace {

using nlohmann::ordered_json;

constexpr int kDeepest = 256;

std::string place_of(const JsonText& source, std::size_t byte) {
  const auto before = source.text.substr(0, byte);
  const auto line = source.first_line + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const auto start = before.rfind('\n');
  const auto column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
  return fmt::format("{}:{}:{}", source.label, line, column);
}

Error not_json(const JsonText& source, std::size_t byte, std::string_view why) {
  return {ErrorKind::invalid, fmt::format("{}: not JSON: {}", place_of(source, byte), why)};
}

// The byte where it gets too deep, outside of strings.
std::optional<std::size_t> too_deep_at(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string && c == '\\') ++at;
    if (c == '"') in_string = !in_string;
    if (in_string) continue;
    if ((c == '{' || c == '[') && ++depth > kDeepest) return at;
    if (c == '}' || c == ']') --depth;
  }
  return std::nullopt;
}

bool is_embedded_file(const ordered_json& value) { return value.is_object() && value.contains("$base64"); }

Result<std::string> embedded(const ordered_json& value, const std::string& folder, std::uint64_t most_bytes) {
  const auto& name = value["$base64"];
  if (value.size() != 1 || !name.is_string())
    return Error{ErrorKind::invalid, R"(expected {"$base64": "image.jpg"} with this one key and the name of a file)"};
  auto label = name.get<std::string>();
  if (label.starts_with('@')) label.erase(0, 1);
  auto bytes = read_file({std::filesystem::path(folder) / label, label}, most_bytes);
  if (!bytes) return bytes.error();
  return to_base64(*bytes);
}

}  // namespace

Result<> check_json(const JsonText& source) {
  if (const auto deep = too_deep_at(source.text))
    return not_json(source, *deep, fmt::format("nested deeper than {} levels", kDeepest));
  if (is_json(source.text)) return {};
  auto parsed = parse_json(source);
  if (parsed) return {};
  return parsed.error();
}

Result<ordered_json> parse_json(const JsonText& source) {
  if (const auto deep = too_deep_at(source.text))
    return not_json(source, *deep, fmt::format("nested deeper than {} levels", kDeepest));
  JsonFault fault;
  auto value = parse_ordered_json(source.text, &fault);
  if (value.is_discarded()) return not_json(source, fault.byte, fault.cause());
  return {boost::system::in_place_value, std::move(value)};
}

Result<> embed_files(ordered_json& value, const std::string& folder, std::uint64_t most_bytes) {
  if (is_embedded_file(value)) {
    auto content = embedded(value, folder, most_bytes);
    if (!content) return content.error();
    value = *std::move(content);
    return {};
  }
  if (!value.is_structured()) return {};
  for (auto& child : value)
    if (auto done = embed_files(child, folder, most_bytes); !done) return done.error();
  return {};
}

std::string to_base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = (group << 8) | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    for (std::size_t i = 0; i < 4; ++i) text += i <= count ? kDigits[(group >> (18 - 6 * i)) & 63] : '=';
  }
  return text;
}

}  // namespace plimsoll
