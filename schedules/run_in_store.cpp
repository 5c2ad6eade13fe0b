#include "schedules/run_in_store.h"

namespace plimsoll {

Result<std::optional<RunInStore>> run_in_store(const Database& database, const std::string& run,
                                               const IsThere& is_there) {
  auto statement = database.statement("SELECT ended, process FROM runs WHERE id = ?");
  const auto row = statement.with(std::string_view(run)).next();
  if (row.has_error()) return row.error();
  if (!*row) return std::optional<RunInStore>();
  const auto process = statement.text(1);
  const bool ended = statement.integer(0) != 0;
  const auto state = ended ? RunState::ended : is_there(process) ? RunState::running : RunState::cut_off;
  return std::optional(RunInStore{state, process});
}

Result<std::vector<std::string>> targets_loaded_by_hand(const Database& database, const IsThere& is_there) {
  auto statement = database.statement(
      "SELECT target, process FROM runs WHERE ended = 0 AND target <> '' AND id NOT IN (SELECT run FROM "
      "schedule_runs)");
  std::vector<std::string> targets;
  for (;;) {
    const auto row = statement.next();
    if (row.has_error()) return row.error();
    if (!*row) return targets;
    if (is_there(statement.text(1))) targets.push_back(statement.text(0));
  }
}

}  // namespace plimsoll
