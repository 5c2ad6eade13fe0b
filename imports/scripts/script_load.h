#pragma once

// Figures of other tools' scripts as a scenario writes them. Pure; any thread.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace plimsoll {

std::string seconds_of_script(double seconds);  // "3s", "500ms"

// Of k6's options: lines below `load:`, thresholds, and what is left out of them.
struct K6Load {
  std::vector<std::string> lines;
  std::vector<std::string> thresholds;
  std::vector<std::string> left_out;
};
K6Load k6_load(const nlohmann::ordered_json& options);

}  // namespace plimsoll
