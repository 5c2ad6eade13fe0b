#pragma once

// The process exit codes of errors that end a command before there is a run record. Pure; any thread.

#include "core/error.h"

namespace plimsoll {

inline int exit_code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return 64;
    case ErrorKind::invalid:
      return 65;
    case ErrorKind::unavailable:
      return 69;
    case ErrorKind::internal:
      return 70;
  }
  return 70;
}

}  // namespace plimsoll
