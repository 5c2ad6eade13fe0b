#include "cli/option_reader.h"

#include "core/units.h"

namespace plimsoll {

Result<Nanos> parse_bare_seconds(const std::string& text) {
  const bool bare = !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos;
  return parse_duration(bare ? text + "s" : text);
}

Result<Nanos> parse_run_time(const std::string& text) {
  auto duration = parse_bare_seconds(text);
  if (duration.has_value() && *duration == Nanos(0)) return Error{ErrorKind::usage, "expected more than 0"};
  return duration;
}

}  // namespace plimsoll
