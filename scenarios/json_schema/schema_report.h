#pragma once

// What was found in many values that were held against one schema: the first findings with the place of each value, and
// how many there are of each kind. Bounded, however many values there are. Owned by who looks; one thread.

#include "scenarios/json_schema/schema_finding.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

class SchemaReport {
 public:
  explicit SchemaReport(std::size_t most_kept) : most_(most_kept) {}

  static constexpr std::size_t kMostOfAValue = 200;
  static constexpr std::size_t kMostKinds = 200;

  // `label`: "rows.jsonl:17".
  void add(const std::string& label, const SchemaFindings& findings);
  // What is wrong with the value as a whole.
  void add(const std::string& label, const std::string& message);

  std::uint64_t all() const noexcept { return all_; }
  // Those that are kept, and then how many of each kind there are: "rows.jsonl: 120 findings in all, of which these are
  // the first 20: $.age: above the maximum 120 (schema at ...) 118, ...".
  std::vector<std::string> sentences(const std::string& label) const;

 private:
  void count(const std::string& kind, std::uint64_t times);

  std::size_t most_;
  std::uint64_t all_ = 0;
  std::vector<std::string> kept_;
  std::vector<std::pair<std::string, std::uint64_t>> by_kind_;
};

}  // namespace plimsoll
