#include "conduct/bringing_up.h"

#include "conduct/target/prediction_wait.h"
#include "conduct/target/told_metadata.h"

#include <utility>

namespace plimsoll {

Result<std::vector<std::string>> bring_up_target(const BringingUp& target) {
  if (target.managed != nullptr)
    if (auto ready = target.managed->wait_ready(target.scenario.target, target.is_unwanted); ready.has_error())
      return Error{ready.error().kind, target.redaction.text(ready.error().message)};
  if (!needs_payloads(target.scenario)) return std::vector<std::string>();
  const auto within = target.managed != nullptr ? target.scenario.target.managed->ready.within : Nanos(0);
  auto notes = make_payloads(target.scenario, {target.seed, within, target.is_unwanted, target.redaction});
  if (notes.has_error()) return Error{notes.error().kind, target.redaction.text(notes.error().message)};
  for (auto& note : *notes) note = target.redaction.text(note);
  return notes;
}

Result<> await_prediction(const BringingUp& target, const std::vector<CapturedValue>& captured) {
  if (target.managed == nullptr || target.scenario.target.managed->ready.predicts.empty()) return {};
  const auto& ready = target.scenario.target.managed->ready;
  const PredictionWait wait{ready.predicts, ready.within, [&target] { return target.managed->death(); }};
  OnceInputs inputs;
  inputs.captured = captured;
  inputs.seed = target.seed;
  inputs.is_stopped = target.is_unwanted;
  inputs.redaction = target.redaction;
  return wait_for_prediction(target.scenario, wait, inputs);
}

}  // namespace plimsoll
