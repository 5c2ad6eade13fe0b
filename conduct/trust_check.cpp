#include "conduct/trust_check.h"

#include "conduct/expected_places.h"
#include "engine/make_transport.h"

#include <utility>

namespace plimsoll {

ParseOutcome with_trust_checked(ParseOutcome outcome, const std::string& place) {
  if (!outcome.scenario) return outcome;
  if (const auto trust = check_trust(*outcome.scenario); trust.has_error()) {
    outcome.findings.push_back({place, "", trust.error().message});
    outcome.scenario.reset();
    return outcome;
  }
  for (auto& warning : place_warnings(*outcome.scenario)) outcome.warnings.push_back(std::move(warning));
  return outcome;
}

}  // namespace plimsoll
