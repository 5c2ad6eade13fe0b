#include "schedules/run_in_store.h"

namespace plimsoll {

Result<std::optional<RunInStore>> run_in_store(const Database& database, const std::string& run,
                                               const GoesOn& goes_on) {
  auto statement =
      database.statement("SELECT ended, process, (SELECT at FROM run_signs WHERE run = id) FROM runs WHERE id = ?");
  const auto row = statement.with(std::string_view(run)).next();
  if (row.has_error()) return row.error();
  if (!*row) return std::optional<RunInStore>();
  const auto process = statement.text(1);
  const bool ended = statement.integer(0) != 0;
  const auto state = ended                                         ? RunState::ended
                     : goes_on(run, process, statement.integer(2)) ? RunState::running
                                                                   : RunState::cut_off;
  return std::optional(RunInStore{state, process});
}

Result<std::vector<std::string>> targets_loaded_by_hand(const Database& database, const GoesOn& goes_on) {
  auto statement = database.statement(
      "SELECT target, id, process, (SELECT at FROM run_signs WHERE run = id) FROM runs WHERE ended = 0 AND target <> "
      "'' AND id NOT IN (SELECT run FROM schedule_runs)");
  std::vector<std::string> targets;
  for (;;) {
    const auto row = statement.next();
    if (row.has_error()) return row.error();
    if (!*row) return targets;
    if (goes_on(statement.text(1), statement.text(2), statement.integer(3))) targets.push_back(statement.text(0));
  }
}

}  // namespace plimsoll
