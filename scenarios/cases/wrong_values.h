#pragma once

// What could break each rule of one schema at one place: proposals, which the schema is asked about. Pure functions;
// any thread.

#include "scenarios/json_schema/compiled_schema.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace plimsoll {

// A place gets another value, a member or element more, or loses one.
struct WrongValue {
  enum class Change { replace, add_member, add_element, remove_member };
  Change change = Change::replace;
  std::string json{};  // the value
  std::string name{};  // of the member

  // False: what stands at the place, a JSON pointer, is not of that kind.
  bool put_into(nlohmann::ordered_json& whole, const std::string& place) const;
};

// `of_types`: other types alone, or all else.
std::vector<WrongValue> wrong_values(const SchemaNode& node, const nlohmann::ordered_json& good, bool of_types);

// JSON of which one may fit at a place of which nothing is known: what the schema names, and plain values.
std::vector<std::string> examples_of(const CompiledSchema& schema);

}  // namespace plimsoll
