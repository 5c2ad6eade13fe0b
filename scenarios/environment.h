#pragma once

// Where ${NAME} of a scenario is looked up: the process environment, or what a test hands in. Any thread.

#include <functional>
#include <optional>
#include <string>

namespace plimsoll {

using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

}  // namespace plimsoll
