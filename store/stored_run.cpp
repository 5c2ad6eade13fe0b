#include "store/stored_run.h"

namespace plimsoll {

std::string_view to_string(RunState state) {
  switch (state) {
    case RunState::running:
      return "running";
    case RunState::ended:
      return "ended";
    case RunState::cut_off:
      return "cut off";
  }
  return "cut off";
}

}  // namespace plimsoll
