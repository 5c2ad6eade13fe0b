#pragma once

// Values over a scenario's document, before anything is checked: what options and --set give. The tables read, check
// and word them as they do those of a file. Values and pure functions; any thread.

#include "scenarios/document/finding_log.h"
#include "scenarios/document/yaml_node.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

struct Override {
  enum class How {
    replace,  // whatever stands there
    append,   // further entries of the list or mapping
    qualify,  // text behind a comma, instead of what stands behind one: "until_verdict, at most 2h"
  };

  std::string path;  // "load.users", "requests[0].weight", "requests.predict.weight"
  YamlNode value;
  Origin origin;
  How how = How::replace;
  std::vector<std::string> instead_of{};  // what of the file goes; `*` is every entry: "requests.*.timeout"
  bool of_the_load = false;               // `load` is then the only one, also where it stands under `loads`
  std::string refused{};                  // why there is no value: then this is a finding, and nothing changes
};

// "load.users=5", of --set: the value is YAML.
Override override_of(const std::string& assignment, std::string origin);

// Values as an option gives them.
YamlNode literal_text(std::string text);
YamlNode literal_list(const std::vector<std::string>& texts);
YamlNode literal_map(std::vector<std::pair<std::string, YamlNode>> entries);

// Mappings that are not there yet are made; a path that leads nowhere is a finding.
void apply_override(YamlNode& root, Override override, FindingLog& log);

}  // namespace plimsoll
