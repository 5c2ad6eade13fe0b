#include "core/json/json_tree.h"

#include "core/json/json.h"
#include "core/json/json_shape.h"
#include "core/json/number_text.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <utility>

namespace plimsoll {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::size_t kLongestTree = 1UL << 30;
constexpr std::size_t kKeptText = 4UL << 20;  // the memory of longer ones is given back
constexpr std::size_t kKeptNodes = 1UL << 18;
constexpr std::uint32_t kFewMembers = 16;

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Which JSON lacks, as Python writes it.
std::optional<double> odd_number(std::string_view token) {
  if (token == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (token == "Infinity") return HUGE_VAL;
  if (token == "-Infinity") return -HUGE_VAL;
  return std::nullopt;
}

double double_of(std::string_view digits) {
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc()) return number;
  return std::strtod(std::string(digits).c_str(), nullptr);  // too large or too small for a double
}

}  // namespace

struct JsonTree::Reader {
  ondemand::parser parser;
  std::string text;  // with room for what simdjson reads beyond the end
  std::vector<Id> members;
};

class JsonTree::Builder {
 public:
  Builder(JsonTree& tree, JsonNumbers numbers) : tree_(tree), numbers_(numbers) {}

  bool build_root(ondemand::document& document, std::string_view trimmed) {
    const char first = trimmed.empty() ? '\0' : trimmed.front();
    if (first == '{' || first == '[') {
      ondemand::value value;
      return document.get_value().get(value) == simdjson::SUCCESS && build(value, {}, 1) && is_over(document);
    }
    if (first == '"') {
      std::string_view text;
      if (document.get_string().get(text) != simdjson::SUCCESS || !is_over(document)) return false;
      add(JsonKind::text, {}).text = text;
      return true;
    }
    return add_scalar(trimmed, {});
  }

 private:
  static bool is_over(ondemand::document& document) {
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  }

  JsonNode& add(JsonKind kind, std::string_view name) {
    auto& node = tree_.nodes_.emplace_back();
    node.kind = kind;
    node.name = name;
    node.end = static_cast<Id>(tree_.nodes_.size());
    return node;
  }

  bool add_scalar(std::string_view token, std::string_view name) {
    if (token == "null") return add(JsonKind::null, name), true;
    if (token == "true" || token == "false") return add(JsonKind::boolean, name).truth = token == "true", true;
    double number = 0;
    auto kind = JsonKind::real;
    if (is_number_text(token)) {
      number = double_of(token);
      if (token.find_first_of(".eE") == std::string_view::npos) kind = JsonKind::integer;
    } else {
      const auto odd = numbers_ == JsonNumbers::with_nan ? odd_number(token) : std::nullopt;
      if (!odd) return false;
      number = *odd;
    }
    auto& node = add(kind, name);
    node.text = token;
    node.number = number;
    return true;
  }

  bool build(ondemand::value value, std::string_view name, std::size_t depth) {
    if (depth > kDeepestJson) return false;
    const std::string_view token = value.raw_json_token();
    if (token.empty()) return false;
    switch (token.front()) {
      case '[': {
        ondemand::array array;
        return value.get_array().get(array) == simdjson::SUCCESS && build_array(array, name, depth);
      }
      case '{': {
        ondemand::object object;
        return value.get_object().get(object) == simdjson::SUCCESS && build_object(object, name, depth);
      }
      case '"': {
        std::string_view text;
        if (value.get_string().get(text) != simdjson::SUCCESS) return false;
        add(JsonKind::text, name).text = text;
        return true;
      }
      default:
        return add_scalar(without_blanks(token), name);
    }
  }

  bool build_array(ondemand::array array, std::string_view name, std::size_t depth) {
    const auto at = static_cast<Id>(tree_.nodes_.size());
    add(JsonKind::array, name);
    std::uint32_t count = 0;
    for (auto element : array) {
      ondemand::value value;
      // NOLINTNEXTLINE(performance-move-const-arg): get() is of what goes away
      if (std::move(element).get(value) != simdjson::SUCCESS || !build(value, {}, depth + 1)) return false;
      ++count;
    }
    close(at, count);
    return true;
  }

  bool build_object(ondemand::object object, std::string_view name, std::size_t depth) {
    const auto at = static_cast<Id>(tree_.nodes_.size());
    add(JsonKind::object, name);
    std::uint32_t count = 0;
    for (auto member : object) {
      ondemand::field field;
      std::string_view key;
      if (std::move(member).get(field) != simdjson::SUCCESS || field.unescaped_key().get(key) != simdjson::SUCCESS ||
          !build(field.value(), key, depth + 1))
        return false;
      ++count;
    }
    close(at, count);
    hide_repeated(at);
    return true;
  }

  void close(Id at, std::uint32_t count) {
    tree_.nodes_[at].end = static_cast<Id>(tree_.nodes_.size());
    tree_.nodes_[at].count = count;
  }

  void hide(Id object, Id member) {
    tree_.nodes_[member].is_hidden = true;
    tree_.nodes_[object].count -= 1;
    tree_.hidden_.push_back(member);
  }

  void hide_repeated(Id object) {
    auto& nodes = tree_.nodes_;
    const auto end = nodes[object].end;
    if (nodes[object].count <= kFewMembers) {
      for (auto one = object + 1; one < end; one = nodes[one].end)
        for (auto later = nodes[one].end; later < end; later = nodes[later].end)
          if (nodes[one].name == nodes[later].name) {
            hide(object, one);
            break;
          }
      return;
    }
    auto& members = tree_.reader_->members;
    members.clear();
    for (auto one = object + 1; one < end; one = nodes[one].end) members.push_back(one);
    std::sort(members.begin(), members.end(), [&](Id left, Id right) {
      return nodes[left].name != nodes[right].name ? nodes[left].name < nodes[right].name : left < right;
    });
    for (std::size_t i = 0; i + 1 < members.size(); ++i)
      if (nodes[members[i]].name == nodes[members[i + 1]].name) hide(object, members[i]);
  }

  JsonTree& tree_;
  JsonNumbers numbers_;
};

JsonTree::JsonTree() : reader_(std::make_unique<Reader>()) {}
JsonTree::JsonTree(JsonTree&&) noexcept = default;
JsonTree& JsonTree::operator=(JsonTree&&) noexcept = default;
JsonTree::~JsonTree() = default;

bool JsonTree::parse(std::string_view text, JsonNumbers numbers) {
  if (nodes_.capacity() > kKeptNodes) nodes_ = {};
  if (reader_->text.capacity() > kKeptText) reader_ = std::make_unique<Reader>();
  nodes_.clear();
  hidden_.clear();
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.size() > kLongestTree || depth_of_json(text) > kDeepestJson) return false;
  auto& kept = reader_->text;
  kept.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  kept.assign(text);
  ondemand::document document;
  const bool read =
      reader_->parser.iterate(kept.data(), kept.size(), kept.capacity()).get(document) == simdjson::SUCCESS &&
      Builder(*this, numbers).build_root(document, without_blanks(kept));
  if (!read) nodes_.clear();
  return read;
}

void JsonTree::be_text(std::string_view text) {
  nodes_.clear();
  hidden_.clear();
  auto& node = nodes_.emplace_back();
  node.kind = JsonKind::text;
  node.text = text;
  node.end = 1;
}

void JsonTree::write(Id id, std::string& text, std::size_t most, JsonNumbers numbers) const {
  const auto& node = nodes_[id];
  const auto add_text = [&](std::string_view words) {
    auto end = std::min(words.size(), most);
    while (end > 0 && end < words.size() && (static_cast<unsigned char>(words[end]) & 0xC0U) == 0x80) --end;
    text += to_text(nlohmann::json(words.substr(0, end)));
  };
  switch (node.kind) {
    case JsonKind::null:
      text += "null";
      break;
    case JsonKind::boolean:
      text += node.truth ? "true" : "false";
      break;
    case JsonKind::integer:
    case JsonKind::real:
      if (numbers == JsonNumbers::strict && !is_number_text(node.text))
        add_text(node.text);
      else
        text += node.text.substr(0, most);
      break;
    case JsonKind::text:
      add_text(node.text);
      break;
    case JsonKind::array:
    case JsonKind::object: {
      const bool is_object = node.kind == JsonKind::object;
      text += is_object ? '{' : '[';
      bool is_first = true;
      for (auto child = shown_from(id + 1, node.end); child < node.end && text.size() <= most;
           child = shown_from(nodes_[child].end, node.end)) {
        if (!is_first) text += ',';
        is_first = false;
        if (is_object) {
          add_text(nodes_[child].name);
          text += ':';
        }
        write(child, text, most, numbers);
      }
      text += is_object ? '}' : ']';
      break;
    }
  }
}

}  // namespace plimsoll
