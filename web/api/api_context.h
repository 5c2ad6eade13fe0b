#pragma once

// What the functions of the API work on. Owned by the server; the functions are called from several threads.

#include "scenarios/permissions.h"
#include "web/api/audit_log.h"
#include "web/api/kept_answers.h"
#include "web/api/scenario_catalogue.h"
#include "web/api/scenario_folders.h"
#include "web/http/routes.h"
#include "web/live/run_hub.h"

#include <filesystem>
#include <string>
#include <vector>

namespace plimsoll {

struct ApiContext {
  std::filesystem::path store;    // the file of all runs
  std::filesystem::path state;    // a folder of ours: sockets and logs of the runs that were started here
  std::filesystem::path program;  // plimsoll
  ScenarioFolders scenarios;
  ScenarioCatalogue& catalogue;
  Permissions allowed{false, false, false};  // of a scenario that was sent
  std::vector<std::string> targets;          // globs of HOST:PORT where load may go; empty: anywhere
  RunHub& hub;
  Doorbell& doorbell;
  AuditLog& audit;
  KeptAnswers& kept;
};

using ApiFunction = HttpReply (*)(ApiContext&, const ApiCall&);

// Makes of a function on the context that of a route.
inline auto on(ApiContext& context) {
  return [&context](ApiFunction function) {
    return [&context, function](const ApiCall& call) { return function(context, call); };
  };
}

}  // namespace plimsoll
