#pragma once

// What the [Options] of an entry say, one line after the other, their {{...}} already filled in. Values; any thread.

#include "core/error.h"
#include "core/time.h"
#include "scenarios/connection_options.h"
#include "scenarios/header_list.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
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
  bool keeps_path = false;  // its . and .. are sent
  Nanos connect_timeout = std::chrono::seconds(300);
  Nanos timeout = std::chrono::seconds(300);
  std::string user;             // name:password
  std::vector<Header> headers;  // besides those of the request
  std::vector<ResolveOverride> resolve;
};

// One line, but for `variable`. Error: the value is none of this option.
Result<> set_option(std::string_view name, std::string_view value, EntryOptions& options);

}  // namespace plimsoll
