#pragma once

// The [Options] of an entry with their {{...}} filled in, over those of the whole file. Values; one thread.

#include "core/error.h"
#include "core/time.h"
#include "engine/queries/query_value.h"
#include "imports/hurl/hurl_file.h"
#include "scenarios/connection_options.h"
#include "scenarios/header_list.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct EntryOptions {
  static constexpr std::uint64_t kForEver = std::numeric_limits<std::uint64_t>::max();

  bool follows_redirects = false;
  bool is_trusting = false;  // credentials go with a redirect to another host too
  std::uint64_t most_redirects = 50;
  std::uint64_t retries = 0;
  Nanos retry_interval = std::chrono::seconds(1);
  Nanos delay{0};
  std::uint64_t repeats = 1;
  bool is_skipped = false;
  bool is_insecure = false;
  bool is_compressed = false;
  Nanos connect_timeout = std::chrono::seconds(300);
  Nanos timeout = std::chrono::seconds(300);
  std::string user;             // name:password
  std::vector<Header> headers;  // besides those of the request
  std::vector<ResolveOverride> resolve;
};

struct OptionFault {
  TextPlace place;
  std::string message;
};

// `variable` lines are put into `variables` as they come. None: no fault.
std::optional<OptionFault> apply_options(const std::vector<HurlOption>& options, QueryVariables& variables,
                                         EntryOptions& into);

}  // namespace plimsoll
