#pragma once

// The command that sends a failed request again, made of what was kept of it. Secrets are left as "$NAME" for whoever
// repeats it to set. A pure function; any thread.

#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

// `request_excerpt` as in FailureExample, `target` as in RunRecord. Nothing where it was not kept whole and no file has
// it.
std::optional<std::string> curl_line(std::string_view request_excerpt, std::string_view target);

}  // namespace plimsoll
