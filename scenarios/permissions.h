#pragma once

// What a scenario may do on the machine that reads it. A file of one's own may do everything, one that somebody sent to
// `plimsoll serve` nothing of this unless the server was told so. Plain data; any thread.

#include <string_view>

namespace plimsoll {

struct Permissions {
  bool programs = true;     // start a program: target.start, stop.run
  bool files = true;        // read a file, or speak to a Unix socket
  bool environment = true;  // read ${NAME}
};

// Why it is refused.
inline constexpr std::string_view kNoPrograms =
    "starts a program, which a scenario that was sent may not; plimsoll serve --allow-exec lets it";
inline constexpr std::string_view kNoFiles =
    "reads a file, which a scenario that was sent may not; plimsoll serve --allow-files lets it";
inline constexpr std::string_view kNoSockets =
    "speaks to a Unix socket, which a scenario that was sent may not; plimsoll serve --allow-files lets it";
inline constexpr std::string_view kNoEnvironment =
    "reads an environment variable, which a scenario that was sent may not; plimsoll serve --allow-env lets it";

}  // namespace plimsoll
