#include "conduct/target_up.h"

#include "conduct/bringing_up.h"
#include "conduct/target/managed_target.h"
#include "core/say.h"

#include <fmt/format.h>

#include <unistd.h>

#include <filesystem>

namespace plimsoll {

Result<> with_target_up(const Scenario& given, Interrupts& interrupts, const AskTarget& ask) {
  const Redaction redaction(given);
  auto scenario = given;  // with the bodies that are made when the service is there
  BringingUp up{scenario, nullptr, given.seed.value_or(0), redaction, [&] { return interrupts.count() > 0; }};
  const auto ask_when_up = [&]() -> Result<> {
    if (const auto notes = bring_up_target(up); notes.has_error()) return notes.error();
    // What is captured before all is not there yet.
    if (const auto predicted = scenario.before_all ? Result<>() : await_prediction(up, {}); predicted.has_error())
      return predicted.error();
    return ask(scenario, redaction);
  };
  if (!scenario.target.managed) return ask_when_up();
  const auto log = std::filesystem::temp_directory_path() / fmt::format("plimsoll-target-{}.log", getpid());
  auto target = ManagedTargetProcess::start(*scenario.target.managed, log);
  if (target.has_error()) return target.error();
  up.managed = &*target;
  auto done = ask_when_up();
  if (done.has_error() && interrupts.count() == 0)
    for (const auto& line : target->log(redaction)->last_lines()) say(stderr, "  {}\n", line);
  target->stop();
  std::error_code ignored;
  std::filesystem::remove(log, ignored);
  return done;
}

}  // namespace plimsoll
