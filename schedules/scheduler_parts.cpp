#include "schedules/scheduler_parts.h"

#include "conduct/process/run_process.h"
#include "store/process_mark.h"

namespace plimsoll {
namespace {

constexpr auto kPatienceOfSending = std::chrono::seconds(15);

}  // namespace

SchedulerParts SchedulerParts::real(const std::filesystem::path& store) {
  SchedulerParts parts;
  parts.hands = process_hands(store);
  parts.new_run_id = plimsoll::new_run_id;
  parts.is_there = [](const std::string& mark) { return is_alive(mark); };
  parts.send = [](const Destination& destination, const Message& message, const std::string& id, WallTime now) {
    return plimsoll::send(destination, message, id, now, kPatienceOfSending);
  };
  parts.mark = mark_of_this_process();
  return parts;
}

}  // namespace plimsoll
