#include "schedules/messages/told_command.h"

#include "core/machine/shell_command.h"
#include "reports/words/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <string_view>
#include <vector>

namespace plimsoll {
namespace {

// A command line is no secret of ours, but may be long.
constexpr std::size_t kShownCommand = 60;

Error problem_of(const std::string& command, const std::string& what) {
  return {ErrorKind::unavailable, fmt::format("{}: {}", fitted(one_line(command), kShownCommand), what)};
}

std::vector<std::string> environment_of(const Message& message) {
  constexpr std::string_view kOurs = "PLIMSOLL_MESSAGE_";
  std::vector<std::string> variables;
  for (char** variable = environ; *variable; ++variable)
    if (!std::string_view(*variable).starts_with(kOurs)) variables.emplace_back(*variable);
  const auto add = [&](std::string_view name, std::string_view value) {
    variables.push_back(fmt::format("{}{}={}", kOurs, name, one_line(value)));
  };
  add("SCHEDULE", message.schedule);
  add("NEWS", fmt::format("{}", fmt::join(message.news, ",")));
  add("OUTCOME", message.outcome);
  add("RUN", message.run);
  add("WHAT", message.what);
  add("SINCE", message.since);
  add("LINK", message.link);
  return variables;
}

}  // namespace

Result<void> run_told_command(const std::string& command, const Message& message, Nanos patience) {
  const auto ended = run_shell_command({command, environment_of(message), message.text(), patience});
  if (ended.has_error()) return problem_of(command, ended.error().message);
  if (ended->is_success()) return {};
  return problem_of(command, ended->words());
}

}  // namespace plimsoll
