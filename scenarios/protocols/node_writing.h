#pragma once

// JSON as a part of a document, for what is written into it. Pure; any thread.

#include "scenarios/document/yaml_node.h"

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// As if it stood in that line.
YamlNode node_of_json(const nlohmann::ordered_json& json, std::size_t line);
YamlNode text_node(std::string text, std::size_t line);
// Taken as they are, whatever is in them: bodies.
YamlNode literal_texts(std::vector<std::string> texts, std::size_t line);
YamlNode map_node(std::size_t line);

void add_member(YamlNode& map, std::string key, YamlNode value);
// Whether it was added: none of that name stands there.
bool add_if_absent(YamlNode& map, std::string_view key, YamlNode value);

}  // namespace plimsoll
