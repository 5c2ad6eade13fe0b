#pragma once

// How a place of a scenario is named: requests[2].expect.status, expect.json["$.a b"]. Pure functions; any thread.

#include "scenarios/document/yaml_node.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plimsoll {

std::string path_to_key(const std::string& parent, std::string_view key);
std::string path_to_item(const std::string& parent, std::size_t index);

// The steps of such a path; empty if it is not one. A name of a list's entry may stand for its index:
// requests.predict.weight.
using PathStep = std::variant<std::string, std::size_t>;
std::vector<PathStep> split_path(std::string_view path);

// The line of the deepest value on the path that the document has; 0 if that is an override's.
std::size_t line_of_path(const YamlNode& root, std::string_view path);

}  // namespace plimsoll
