#pragma once

// The port of a dashboard, and who has it where it is taken. A function; one thread.

#include "core/error.h"

#include <cstdint>

namespace plimsoll {

inline constexpr std::uint64_t kHighestPort = 65535;

// Says who has the port, where that can be seen, and how to name another.
Error with_holder(Error error, std::uint16_t port);

}  // namespace plimsoll
