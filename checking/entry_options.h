#pragma once

// The [Options] of an entry with their {{...}} filled in, over those of the whole file. Values; one thread.

#include "engine/queries/query_value.h"
#include "scenarios/hurl/entry_settings.h"
#include "scenarios/hurl/hurl_file.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct OptionFault {
  TextPlace place;
  std::string message;
};

// `variable` lines are put into `variables` as they come. None: no fault.
std::optional<OptionFault> apply_options(const std::vector<HurlOption>& options, QueryVariables& variables,
                                         EntryOptions& into);

}  // namespace plimsoll
