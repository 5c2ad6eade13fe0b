#include "scenarios/fields/value.h"

#include "scenarios/document/document_path.h"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <cmath>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestShown = 80;

std::string shortened(std::string_view text) {
  std::string shown(text.substr(0, kLongestShown));
  if (text.size() > kLongestShown) shown += "...";
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return shown;
}

}  // namespace

std::optional<double> plain_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() || (digits.front() != '.' && (digits.front() < '0' || digits.front() > '9'))) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

void Value::refuse(std::string message) const { context_->log.add(node_->line, path_, std::move(message)); }

void Value::warn(std::string message) const { context_->log.warn(node_->line, path_, std::move(message)); }

void Value::expected(std::string_view what) const { refuse(fmt::format("expected {}, got {}", what, shown())); }

std::string Value::shown() const {
  switch (node_->kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::list:
      return "a list";
    case YamlNode::Kind::map:
      return "a mapping";
    case YamlNode::Kind::scalar:
      break;
  }
  const bool number = !node_->quoted && plain_number(node_->written);
  return number ? node_->written : fmt::format("\"{}\"", shortened(node_->written));
}

std::string Value::written_instead() const { return node_->written == node_->text ? "" : node_->written; }

std::optional<std::string> Value::text() const {
  if (is_scalar()) return node_->text;
  expected("text");
  return std::nullopt;
}

std::optional<bool> Value::boolean() const {
  if (is_word("true") || is_word("True") || is_word("TRUE")) return true;
  if (is_word("false") || is_word("False") || is_word("FALSE")) return false;
  expected("true or false");
  return std::nullopt;
}

std::optional<double> Value::number() const {
  const auto number = is_scalar() ? plain_number(node_->text) : std::nullopt;
  if (!number) expected("a number");
  return number;
}

std::optional<std::uint64_t> Value::whole_number(std::uint64_t low, std::uint64_t high) const {
  std::uint64_t number = 0;
  const auto& text = node_->text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = is_scalar() && !text.empty() && error == std::errc() && end == text.data() + text.size();
  if (whole && number >= low && number <= high) return number;
  if (high == UINT64_MAX)
    expected(fmt::format("a whole number from {}", low));
  else
    expected(fmt::format("a whole number from {} to {}", low, high));
  return std::nullopt;
}

std::optional<std::filesystem::path> Value::file() const {
  const auto name = text();
  if (!name) return std::nullopt;
  if (name->empty()) {
    expected("the name of a file");
    return std::nullopt;
  }
  if (!may_read_files()) return std::nullopt;
  return folder() / *name;
}

bool Value::may(bool allowed, std::string_view refusal) const {
  if (!allowed) refuse(std::string(refusal));
  return allowed;
}

std::vector<Value> Value::items() const {
  if (!is_list()) return {*this};
  std::vector<Value> items;
  for (std::size_t i = 0; i < node_->items.size(); ++i)
    items.emplace_back(node_->items[i], path_to_item(path_, i), *context_);
  return items;
}

std::vector<Value::Entry> Value::entries() const {
  std::vector<Entry> entries;
  if (!is_map()) return entries;
  for (std::size_t i = 0; i < node_->items.size(); ++i) {
    const auto& key = node_->keys[i];
    entries.push_back({key.text, key.line, Value(node_->items[i], path_to_key(path_, key.text), *context_)});
  }
  return entries;
}

}  // namespace plimsoll
