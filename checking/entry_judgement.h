#pragma once

// The answer to an entry held against what the file expects of it, as Hurl does: version and status first, where
// nothing else is looked at if they do not hold; then captures; then headers, body and asserts, all of them. One
// thread.

#include "checking/entry_body.h"
#include "checking/hurl_client.h"
#include "checking/trial.h"
#include "engine/queries/query_value.h"
#include "scenarios/hurl/hurl_file.h"

#include <string>
#include <vector>

namespace plimsoll {

struct EntryJudgement {
  std::vector<TrialFailure> failures;
  std::vector<std::string> secrets;  // that were captured with `redact`
};

// What is captured goes into `variables`.
EntryJudgement judge_entry(const HurlResponse& expected, const ClientAnswer& came, QueryVariables& variables,
                           const std::filesystem::path& folder);

}  // namespace plimsoll
