#pragma once

// Values as a person writes them in a scenario: plain where YAML allows it, quoted where it does not, JSON on one line
// where it fits. `${` is escaped, references become ${NAME}. Pure; any thread.

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace plimsoll {

std::string yaml_text(std::string_view text);       // on the right of a key, on a line of its own
std::string yaml_flow_text(std::string_view text);  // within { } or [ ]

// What follows "key:" at `indent` columns: " {a: 1}", or lines below it.
std::string yaml_json(const nlohmann::ordered_json& value, std::size_t indent);

std::string with_references(std::string_view text);  // as it stands in a scenario, not quoted
std::string comment_text(std::string_view text);     // one line, no control characters, references as $NAME

}  // namespace plimsoll
