#include "conduct/trust_check.h"

#include "engine/make_transport.h"

namespace plimsoll {

ParseOutcome with_trust_checked(ParseOutcome outcome, const std::string& place) {
  if (!outcome.scenario) return outcome;
  if (const auto trust = check_trust(*outcome.scenario); trust.has_error()) {
    outcome.findings.push_back({place, "", trust.error().message});
    outcome.scenario.reset();
  }
  return outcome;
}

}  // namespace plimsoll
