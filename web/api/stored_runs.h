#pragma once

// The runs of the store for the functions of the API: those that go on are asked themselves. No state; any thread.

#include "core/error.h"
#include "core/http/http_server.h"
#include "record/run_record.h"
#include "store/stored_run.h"
#include "web/api/api_context.h"

#include <memory>
#include <string>

namespace plimsoll {

// By its id, exactly. Error: there is none.
Result<StoredRun> stored_run(const ApiContext& context, const std::string& id);

// What is answered where it is not there.
HttpReply no_run_reply(const Error& error);

// As far as it has come. Of one that goes on from itself, where it answers; else from the store.
struct RecordSoFar {
  std::shared_ptr<const RunRecord> record;
  bool goes_on = false;
  std::shared_ptr<FollowedRun> followed{};  // where it was asked itself
  std::uint64_t number = 0;                 // of what it said
};
Result<RecordSoFar> record_so_far(ApiContext& context, const StoredRun& run);

}  // namespace plimsoll
