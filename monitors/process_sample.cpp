#include "monitors/process_sample.h"

namespace plimsoll {

std::string_view to_string(ProcessEvent::Kind kind) {
  switch (kind) {
    case ProcessEvent::Kind::started:
      return "start";
    case ProcessEvent::Kind::exited:
      return "exit";
    case ProcessEvent::Kind::restarted:
      return "restart";
    case ProcessEvent::Kind::killed:
      return "killed";
    case ProcessEvent::Kind::gone:
      return "gone";
    case ProcessEvent::Kind::rights:
      return "rights";
    case ProcessEvent::Kind::backed_off:
      return "backed_off";
    case ProcessEvent::Kind::gpu:
      return "gpu";
    case ProcessEvent::Kind::oom_kill:
      return "oom_kill";
    case ProcessEvent::Kind::out_of_memory:
      return "oom";
    case ProcessEvent::Kind::unread:
      return "unread";
    case ProcessEvent::Kind::unwatched:
      return "unwatched";
  }
  return "";
}

}  // namespace plimsoll
