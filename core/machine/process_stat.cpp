#include "core/machine/process_stat.h"

#include "core/machine/words.h"

#include <unistd.h>

namespace plimsoll {

std::optional<ProcessStat> parse_process_stat(int pid, std::string_view text) {
  // The command may hold blanks and parentheses: it ends at the last one.
  const auto open_at = text.find('(');
  const auto close_at = text.rfind(')');
  if (open_at == std::string_view::npos || close_at == std::string_view::npos || close_at < open_at)
    return std::nullopt;

  ProcessStat stat;
  stat.pid = pid;
  stat.command = text.substr(open_at + 1, close_at - open_at - 1);
  Words words(text.substr(close_at + 1));
  const auto state = words.next();
  if (state.empty()) return std::nullopt;
  stat.state = state.front();
  stat.parent_pid = words.next_number<int>();
  words.skip(1);
  stat.session = words.next_number<int>();
  words.skip(3);
  stat.minor_faults = words.next_number<std::uint64_t>();
  words.skip(1);
  stat.major_faults = words.next_number<std::uint64_t>();
  words.skip(1);
  const auto ticks = words.next_number<std::uint64_t>() + words.next_number<std::uint64_t>();
  stat.cpu_seconds = static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
  words.skip(4);
  stat.threads = words.next_number<std::uint64_t>();
  words.skip(1);
  stat.start_ticks = words.next_number<std::uint64_t>();
  words.skip(29);
  stat.exit_status = words.next_number<int>();
  return stat;
}

}  // namespace plimsoll
