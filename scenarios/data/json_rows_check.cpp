#include "scenarios/data/json_rows_check.h"

#include "core/units.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/json_schema/schema_keywords.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>

namespace plimsoll {
namespace {

constexpr std::uint64_t kLongestJsonFile = 1ULL << 30;
constexpr std::size_t kLongestJsonLine = 64UL << 20;

class JsonRowsCheck {
 public:
  JsonRowsCheck(const std::filesystem::path& file, const std::string& label, const JsonSchema& schema)
      : file_(file), label_(label), schema_(schema) {}

  Result<JsonRowsReport> of_lines() {
    if (const auto size = size_of_file({file_, label_}); size.has_error()) return size.error();
    std::ifstream in(file_, std::ios::binary);
    if (!in) return invalid(fmt::format("{}: {}", label_, std::strerror(errno)));
    std::string line;
    for (std::uint64_t number = 1; std::getline(in, line); ++number) {
      if (line.size() > kLongestJsonLine)
        return invalid(fmt::format("{}:{}: is longer than {}", label_, number, format_bytes(kLongestJsonLine)));
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      ++report_.rows;
      look_at(line, fmt::format("{}:{}", label_, number));
    }
    return std::move(report_);
  }

  // One value, or an array of them.
  Result<JsonRowsReport> of_array() {
    const auto text = read_file({file_, label_}, kLongestJsonFile);
    if (text.has_error()) return text.error();
    if (!tree_.parse(*text)) return invalid(label_ + ": is no JSON");
    if (tree_[0].kind != JsonKind::array) {
      report_.rows = 1;
      look_at(0, label_);
      return std::move(report_);
    }
    tree_.for_children(0, [&](JsonTree::Id id) {
      ++report_.rows;
      look_at(id, label_);
    });
    return std::move(report_);
  }

 private:
  void look_at(std::string_view row, const std::string& label) {
    if (!tree_.parse(row)) return report_.findings.add(label, std::string("is no JSON"));
    look_at(0, label);
  }
  void look_at(JsonTree::Id id, const std::string& label) {
    if (!schema_.holds(tree_, id))
      report_.findings.add(label, schema_.findings(tree_, SchemaReport::kMostOfAValue, id));
  }

  const std::filesystem::path& file_;
  const std::string& label_;
  const JsonSchema& schema_;
  JsonRowsReport report_;
  JsonTree tree_;
};

}  // namespace

Result<JsonRowsReport> check_json_rows(const std::filesystem::path& file, const std::string& label,
                                       const JsonSchema& schema) {
  const auto extension = file.extension();
  JsonRowsCheck check(file, label, schema);
  if (extension == ".jsonl" || extension == ".ndjson") return check.of_lines();
  if (extension == ".json") return check.of_array();
  return invalid(label +
                 ": a JSON Schema is for .jsonl, .ndjson and .json; of a table a schema says `columns`, as `plimsoll "
                 "data describe` writes it");
}

bool is_json_schema(std::string_view text) {
  JsonTree tree;
  if (!tree.parse(text) || tree[0].kind != JsonKind::object || tree[0].count == 0) return false;
  if (member_of(tree, 0, "columns") != JsonTree::kNone) return member_of(tree, 0, "$schema") != JsonTree::kNone;
  return why_no_schema(text).empty();
}

}  // namespace plimsoll
