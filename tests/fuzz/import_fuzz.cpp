// Any bytes as what can be imported, by the format that the first byte names: refused with a message, or a scenario
// that is YAML, whose names are plain, and that holds none of the secrets that were put into the text.

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
  if (size == 0) return 0;
  std::istringstream in(std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  plimsoll::ImportSource source(in, "input");
  plimsoll::ImportRequest request;
  const auto kind = data[0] % 10;
  if (kind < 8) request.format = static_cast<plimsoll::ImportFormat>(kind);
  request.timed = kind == 9;
  if (request.timed) request.format = plimsoll::ImportFormat::har;
  request.folders = {"/nonexistent", "/nonexistent"};
  const auto scenario = plimsoll::import_scenario(source, request);
  if (scenario.has_error()) {
    demand(!scenario.error().message.empty());
    return 0;
  }
  if (scenario->text.size() < (1u << 20)) {
    const auto yaml = plimsoll::load_yaml(scenario->text);
    demand(yaml.root.has_value());
  }
  for (const auto& name : scenario->variables) demand(name.find_first_of(" \n${}") == std::string::npos);
  for (const auto& file : scenario->files)
    demand(file.name.find("..") == std::string::npos && !file.name.starts_with('/'));
  return 0;
}
