#include "record/answers/probe_record.h"

#include <string_view>

namespace plimsoll {

std::string_view to_string(AnswersVerdict verdict) {
  switch (verdict) {
    case AnswersVerdict::same:
      return "same";
    case AnswersVerdict::nondeterministic:
      return "nondeterministic";
    case AnswersVerdict::drift:
      return "drift";
    case AnswersVerdict::stale_replica:
      return "stale_replica";
    case AnswersVerdict::shared_state:
      return "shared_state";
    case AnswersVerdict::load_dependent:
      return "load_dependent";
    case AnswersVerdict::changed:
      return "changed";
    case AnswersVerdict::inconclusive:
      break;
  }
  return "inconclusive";
}

std::optional<double> ProbeRecord::share() const {
  const auto asked = before.asked + under_load.asked + after.asked;
  const auto changed = before.changed + under_load.changed + after.changed;
  return asked == 0 ? std::nullopt : std::optional(static_cast<double>(changed) / static_cast<double>(asked));
}

bool ProbeRecord::is_wrong() const {
  return !is_allowed && verdict != AnswersVerdict::same && verdict != AnswersVerdict::inconclusive;
}

}  // namespace plimsoll
