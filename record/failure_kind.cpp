#include "record/failure_kind.h"

#include <array>
#include <cstddef>

namespace plimsoll {

std::string_view to_string(FailureKind kind) {
  static constexpr std::array<std::string_view, 13> kNames = {
      "none",      "resolve",   "connect",   "tls",    "timeout", "reset", "closed",
      "truncated", "malformed", "too_large", "status", "check",   "local"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace plimsoll
