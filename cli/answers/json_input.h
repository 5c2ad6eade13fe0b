#pragma once

// A JSON text that a command is given: a file, or standard input. Values; one thread.

#include "core/error.h"
#include "core/json/json_tree.h"

#include <string>

namespace plimsoll {

struct JsonInput {
  std::string name;  // "expected.json", "standard input"
  std::string text;
};

// `file`: a name, or "-". At most 1 GiB.
Result<JsonInput> read_json_input(const std::string& file);

// With NaN, Infinity and -Infinity, as Python writes them. The error names the place of what is no JSON.
Result<> parse_json_input(const JsonInput& input, JsonTree& tree);

}  // namespace plimsoll
