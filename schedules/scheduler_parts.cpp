#include "schedules/scheduler_parts.h"

#include "conduct/process/run_process.h"

#include <fmt/format.h>

#include <random>

namespace plimsoll {
namespace {

constexpr auto kPatienceOfSending = std::chrono::seconds(15);

}  // namespace

SchedulerParts SchedulerParts::real(const std::filesystem::path& store) {
  SchedulerParts parts;
  parts.hands = process_hands(store);
  parts.new_run_id = plimsoll::new_run_id;
  parts.presence = [](const std::string& whose) { return presence_of(whose); };
  parts.send = [](const Destination& destination, const Message& message, const std::string& id, WallTime at) {
    return plimsoll::send(destination, message, id, at, kPatienceOfSending);
  };
  std::random_device random;
  parts.mark = fmt::format("{} {:08x}{:08x}", mark_of_this_process(), random(), random());
  return parts;
}

}  // namespace plimsoll
