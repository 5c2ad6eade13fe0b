#include "scenarios/templates/recompiling.h"

#include "scenarios/bodies/file_reading.h"
#include "scenarios/environment.h"
#include "scenarios/templates/template_parsing.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

namespace plimsoll {

Result<TemplateText> recompiled_json(std::string_view json, const Scenario& scenario,
                                     const std::filesystem::path& folder) {
  TemplateNames names;
  for (const auto& feeder : scenario.feeders) {
    FeederNames known{feeder.name, {}, {}};
    for (const auto& column : feeder.columns) known.known.push_back(column.name);
    known.used = known.known;  // so that each keeps its place
    names.feeders.push_back(std::move(known));
  }
  names.captured = scenario.captured;
  names.read_file = [&folder](const std::string& file) { return read_file({folder / file, file}, kMostBodyBytes); };
  names.read_environment = [](const std::string& name) -> Result<std::string> {
    auto value = process_environment()(name);
    if (!value) return invalid(fmt::format("the environment variable {} is not set", name));
    return *std::move(value);
  };
  return parse_json_template(json, names);
}

}  // namespace plimsoll
