#pragma once

// A .hurl file run as a test, as Hurl does: entry by entry, until one fails; each repeated, delayed, skipped and tried
// again as its [Options] say. Blocks; one thread.

#include "checking/trial.h"
#include "scenarios/hurl/hurl_file.h"
#include "scenarios/hurl/hurl_variables.h"
#include "scenarios/target.h"

#include <filesystem>
#include <string>

namespace plimsoll {

struct TrialSettings {
  std::string file;  // its name, for messages
  std::filesystem::path folder;
  HurlVariables variables;
  TlsOptions tls;
};

Trial run_hurl(const HurlFile& file, TrialSettings settings);

}  // namespace plimsoll
