#pragma once

// What is given to an option, as a value of the scenario's document. Only the form is changed here: what is right is
// for the tables to say. Pure functions; any thread.

#include "core/error.h"
#include "scenarios/document/yaml_node.h"

#include <string>
#include <vector>

namespace plimsoll {

using Given = std::vector<std::string>;  // at least one
using MakeValue = Result<YamlNode> (*)(const Given& given);

Result<YamlNode> as_text(const Given& given);
Result<YamlNode> as_list(const Given& given);
Result<YamlNode> as_true(const Given& given);  // of a flag
Result<YamlNode> as_false(const Given& given);
Result<YamlNode> as_seconds(const Given& given);         // as in Locust a bare number is seconds
Result<YamlNode> as_longest(const Given& given);         // "at most 2h"
Result<YamlNode> as_statuses(const Given& given);        // "200,201"
Result<YamlNode> as_headers(const Given& given);         // "Name: value", as curl takes them
Result<YamlNode> as_addresses(const Given& given);       // "HOST:PORT:ADDRESS", as curl takes them
Result<YamlNode> as_watched(const Given& given);         // "port:5000", or "none"
Result<YamlNode> as_what_must_hold(const Given& given);  // the opposite of "p99 > 250ms"

}  // namespace plimsoll
