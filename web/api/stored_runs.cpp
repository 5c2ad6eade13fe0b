#include "web/api/stored_runs.h"

#include "store/run_store.h"
#include "web/http/replies.h"

#include <fmt/format.h>

#include <utility>

namespace plimsoll {

Result<StoredRun> stored_run(const ApiContext& context, const std::string& id) {
  const auto store = RunStore::open(context.store, Database::Access::read);
  if (store.has_error()) return store.error();
  auto run = store->with_id(id);
  if (run.has_error()) return run.error();
  if (*run) return **std::move(run);
  return invalid(fmt::format("there is no run {}", id));
}

HttpReply no_run_reply(const Error& error) {
  return error.kind == ErrorKind::invalid ? problem_reply(404, error.message) : problem_reply(error);
}

Result<RecordSoFar> record_so_far(ApiContext& context, const StoredRun& run) {
  const bool goes_on = run.state == RunState::running;
  if (goes_on && !run.control.empty())
    if (const auto followed = context.hub.follow(run.id, run.control))
      if (auto so_far = followed->so_far(); so_far.has_value())
        return RecordSoFar{so_far->record, true, followed, so_far->number};
  const auto store = RunStore::open(context.store, Database::Access::read);
  if (store.has_error()) return store.error();
  auto record = store->record_of(run.id);
  if (record.has_error()) return record.error();
  return RecordSoFar{std::make_shared<const RunRecord>(std::move(*record)), goes_on};
}

}  // namespace plimsoll
