#include "cli/options/option_reader.h"

#include "cli/options/option_values.h"
#include "core/units.h"
#include "scenarios/document/overrides.h"

namespace plimsoll {

void OptionReader::refuse(std::string_view option, std::string message) {
  problems_.push_back({given_.place(option), "", std::move(message), true});
}

YamlNode OptionReader::node_of(std::string_view option) const {
  const auto& values = given_.list(option);
  return given_.is_list(option) ? literal_list(values) : literal_text(values.front());
}

Result<Nanos> parse_run_time(const std::string& text) {
  auto duration = parse_duration(as_seconds({text})->text);
  if (duration.has_value() && *duration == Nanos(0)) return Error{ErrorKind::usage, "expected more than 0"};
  return duration;
}

}  // namespace plimsoll
