#pragma once

// Kinds of failure of a request, named in results as docs/results.md has them; `none` is success so far as the
// transport knows. A value; any thread.

#include <string_view>

namespace plimsoll {

enum class FailureKind {
  none,
  resolve,
  connect,
  tls,
  timeout,
  reset,
  closed,
  truncated,
  malformed,
  too_large,
  status,
  check,
  local,
};
std::string_view to_string(FailureKind kind);

}  // namespace plimsoll
