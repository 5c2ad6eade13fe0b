#pragma once

// `protocol` and `predict` of a scenario's document, written out into what a person would have written: method, path,
// headers, body, `expect`, `ready`. Keys that stand there already win. Reads the files of rows that it names, nothing
// else; one thread a parse.

#include "scenarios/document/finding_log.h"
#include "scenarios/document/yaml_node.h"
#include "scenarios/permissions.h"

#include <filesystem>

namespace plimsoll {

struct ExpansionInput {
  std::filesystem::path folder;  // relative files start here
  Permissions allowed{};
  bool is_for_people = false;  // then no body is guessed that is made anew when the service is there
};

// After the environment is read, before the tables are. What is wrong within `protocol` and `predict` by itself is left
// for the tables to tell; what is wrong between them is told here, at their places.
void expand_protocols(YamlNode& root, const ExpansionInput& input, FindingLog& log);

// Of an expanded document: `protocol` and `predict` go where their requests say it all without them, so that what is
// left means the same by itself.
void remove_expanded(YamlNode& root);

}  // namespace plimsoll
