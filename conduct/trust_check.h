#pragma once

// What a scenario's text alone does not tell: whether the certificates that it names can be used, and whether places
// that it names are in its expected answers. Reads the certificates; any thread.

#include "scenarios/reading/parse.h"

#include <string>

namespace plimsoll {

// A certificate that cannot be used is a finding like the others; `place` is said of it: the scenario's file.
// A pattern that is no place of what is expected is a warning.
ParseOutcome with_trust_checked(ParseOutcome outcome, const std::string& place);

}  // namespace plimsoll
