#pragma once

// Two JSON values held against each other: what differs, by its path. Pure; any thread.

#include "core/error.h"

#include <cstddef>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace plimsoll {

struct JsonTolerance {
  double absolute = 0;
  double relative = 0;  // of the expected number's magnitude; a number passes within either
};

struct JsonDifference {
  std::string path;     // "$.probabilities[0]"
  std::string message;  // "expected 0.5, got 0.7"
};

// Everything that differs up to `limit`, in document order. Places that an ignored path selects (in either value) are
// equal whatever they hold. Object members in any order, arrays in theirs; 1 and 1.0 are equal. Recurses once a level
// that both values have.
class JsonComparison {
 public:
  static Result<JsonComparison> make(JsonTolerance tolerance, const std::vector<std::string>& ignored_paths);
  JsonComparison(JsonComparison&&) noexcept;
  JsonComparison& operator=(JsonComparison&&) noexcept;
  ~JsonComparison();

  std::vector<JsonDifference> differences(const nlohmann::json& expected, const nlohmann::json& actual,
                                          std::size_t limit) const;

 private:
  struct State;
  explicit JsonComparison(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Compact JSON, cut after about 80 bytes: what messages show of a value.
std::string shown_json(const nlohmann::json& value);

}  // namespace plimsoll
