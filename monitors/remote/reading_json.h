#pragma once

// A reading of a probe as JSON text and back, losslessly: what an agent sends. What comes from elsewhere is bounded and
// checked field by field. Pure; any thread.

#include "core/error.h"
#include "monitors/probe.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

// Of a text that goes over the wire, in bytes.
inline constexpr std::size_t kLongestText = 1000;

struct DescribedReading {
  std::string description;
  ProbeReading reading;
  double age_s = 0;                         // of the reading, when it was sent
  double held_s = 0;                        // from the question to the sending
  std::optional<double> agent_cpu_share{};  // of a core, that the agent takes for all that it watches
};

// Texts that are too long for the wire are cut.
std::string to_json(DescribedReading described);
// Error: what is not as expected, and where.
Result<DescribedReading> parse_reading(std::string_view text);

}  // namespace plimsoll
