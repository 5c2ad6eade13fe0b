// Any bytes as one of the formats that can be imported, FUZZED_FORMAT of them: refused with a message, or a scenario
// that is YAML and whose names are plain. One program a format, so that each grows a corpus of its own.

#include "imports/import.h"
#include "scenarios/document/yaml_loader.h"

#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string kFormat = FUZZED_FORMAT;
  static const auto kRequest = [] {
    plimsoll::ImportRequest request;
    request.timed = kFormat == "har_timed";
    request.format = request.timed             ? plimsoll::ImportFormat::har
                     : kFormat == "access_log" ? plimsoll::ImportFormat::access_log
                                               : plimsoll::import_format(kFormat);
    request.folders = {"/nonexistent", "/nonexistent"};
    return request;
  }();
  std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
  plimsoll::ImportSource source(in, "input");
  const auto scenario = plimsoll::import_scenario(source, kRequest);
  if (scenario.has_error()) {
    demand(!scenario.error().message.empty());
    return 0;
  }
  if (scenario->text.size() < (1u << 20)) {
    const auto yaml = plimsoll::load_yaml(scenario->text);
    demand(yaml.root.has_value());
  }
  for (const auto& name : scenario->variables) demand(name.find_first_of(" \n${}") == std::string::npos);
  for (const auto& file : scenario->files) {
    demand(file.name.find("..") == std::string::npos && !file.name.starts_with('/'));
    std::ostringstream out;
    demand(!file.rest || file.rest(out).has_value());
  }
  return 0;
}
