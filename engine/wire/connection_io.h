#pragma once

// What a step of input or output on a connection came to. Values; one thread.

#include "core/time.h"

#include <cstddef>

namespace plimsoll {

enum class IoState {
  done,         // `bytes` were moved
  wants_read,   // nothing moved: try again when the socket is readable
  wants_write,  // ... when it is writable
  ended,        // the other side has closed
  failed,       // `error` is an errno; 0: TLS itself failed
};

struct IoResult {
  IoState state = IoState::done;
  std::size_t bytes = 0;
  int error = 0;
  bool more = false;  // another step may move bytes without waiting
  WallTime came{};    // when the kernel had the last of them, where it was asked to tell; unset: it does not say
};

}  // namespace plimsoll
