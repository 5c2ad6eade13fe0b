#pragma once

// One value of a scenario file on its way into the plan: it knows its path, and tells a finding where it is not what
// was expected. A view; lives within one parse; one thread.

#include "core/error.h"
#include "scenarios/document/finding_log.h"
#include "scenarios/document/yaml_node.h"
#include "scenarios/permissions.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// What every value of one parse shares.
struct ParseContext {
  FindingLog& log;
  std::filesystem::path folder;       // relative files start here
  std::uint64_t body_bytes_left = 0;  // of the bound on all bodies together
  Permissions allowed{};
};

class Value {
 public:
  Value(const YamlNode& node, std::string path, ParseContext& context)
      : node_(&node), path_(std::move(path)), context_(&context) {}

  const YamlNode& node() const { return *node_; }
  const std::string& path() const { return path_; }
  ParseContext& context() const { return *context_; }

  // A finding here.
  void refuse(std::string message) const;
  void expected(std::string_view what) const;  // "expected WHAT, got THIS"
  void warn(std::string message) const;

  // Whether that is allowed; a finding with the reason where it is not.
  bool may(bool allowed, std::string_view refusal) const;
  bool may_read_files() const { return may(context_->allowed.files, kNoFiles); }

  // Each is nothing, and a finding, if the value is of another kind.
  std::optional<std::string> text() const;  // a number or true counts as its text
  std::optional<bool> boolean() const;
  std::optional<double> number() const;
  std::optional<std::uint64_t> whole_number(std::uint64_t low, std::uint64_t high) const;
  std::optional<std::filesystem::path> file() const;  // from its folder

  // Where relative files start: the scenario's folder, or the working directory for what an option gave.
  std::filesystem::path folder() const { return node_->literal ? std::filesystem::path() : context_->folder; }

  // By one of the parsers of units, URLs, thresholds ...; its error is the finding, with the environment's values as
  // they are written.
  template <class T>
  std::optional<T> parsed(Result<T> (*parse)(std::string_view)) const {
    const auto scalar = text();
    if (!scalar) return std::nullopt;
    auto result = parse(*scalar);
    if (result) return *std::move(result);
    if (const auto shown = written_instead(); shown.empty()) {
      refuse(result.error().message);
    } else {
      const auto again = parse(shown);
      refuse(again ? "the environment's value does not fit here" : again.error().message);
    }
    return std::nullopt;
  }

  bool is_map() const { return node_->is_map(); }
  bool is_list() const { return node_->is_list(); }
  bool is_scalar() const { return node_->is_scalar(); }
  bool is_word(std::string_view word) const { return is_scalar() && node_->text == word; }

  std::vector<Value> items() const;  // of a list; anything else stands for a list of one

  struct Entry;
  std::vector<Entry> entries() const;  // of a map

 private:
  std::string written_instead() const;  // "" if nothing of it came from the environment
  std::string shown() const;

  const YamlNode* node_;
  std::string path_;
  ParseContext* context_;
};

struct Value::Entry {
  std::string_view key;
  std::size_t key_line;
  Value value;
};

// A number as YAML and JSON write it; nothing for text, .inf and .nan.
std::optional<double> plain_number(std::string_view text);

}  // namespace plimsoll
