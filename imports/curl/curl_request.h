#pragma once

// The words of one curl command into its requests: several after --next, one for each of its URLs. One thread.

#include "core/error.h"
#include "imports/curl/curl_assembly.h"

#include <cstddef>

namespace plimsoll {

// `begin`: the word after "curl". Error: a flag without its value.
Result<> read_curl_command(const CurlReading& reading, std::size_t begin);

}  // namespace plimsoll
