#pragma once

// A .hurl file as a scenario: each user runs its entries in order, as one task with steps. Written as the YAML of a
// scenario, which is read as any other is, so that every load, option and report works as with one. Reads the files
// that are named; no state.

#include "scenarios/environment.h"
#include "scenarios/finding.h"
#include "scenarios/hurl/hurl_file.h"
#include "scenarios/hurl/hurl_variables.h"

#include <filesystem>
#include <string>
#include <vector>

namespace plimsoll {

struct HurlLoadInput {
  std::string file_name;         // for places; the task is called after it
  std::filesystem::path folder;  // of the files that it names
  HurlVariables variables{};
  Environment environment{};  // none: it may not be read
  bool may_read_files = true;
  bool leaves_unknown = false;  // what is not known is left to the environment: ${NAME}
  std::string file_prefix{};    // from the scenario's folder to that of the .hurl file: "../api/"
};

struct HurlScenario {
  std::string text;                  // YAML; empty if there are findings
  std::vector<TextPlace> places;     // of each line of it, in the .hurl file
  std::vector<Finding> findings;     // what a load cannot do, each by its line
  std::vector<std::string> left;     // the variables of the environment that it reads
  std::vector<std::string> secrets;  // values of variables that go by a secret's name: they reach no output

  // A place of the text, "login.hurl:12", or what begins with one, as one of the .hurl file: "login.hurl:3:1".
  std::string in_file(const std::string& place, const std::string& file_name) const;
};

HurlScenario scenario_of_hurl(const HurlFile& file, const HurlLoadInput& input);

}  // namespace plimsoll
