#include "cli/dashboard/port_holder.h"

#include "monitors/processes/target_finder.h"

#include <fmt/format.h>

namespace plimsoll {
Error with_holder(Error error, std::uint16_t port) {
  if (error.kind != ErrorKind::unavailable) return error;
  const auto holder = find_by_port(port);
  if (holder.has_value()) error.message += fmt::format(", which {} has", holder->description);
  error.message += "; --port names another";
  return error;
}

}  // namespace plimsoll
