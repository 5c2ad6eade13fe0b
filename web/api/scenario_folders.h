#pragma once

// The scenarios that may be started by their name: the YAML files of the folders that were given. Nothing outside them
// is read. A value; any thread.

#include "core/error.h"

#include <filesystem>
#include <string>
#include <vector>

namespace plimsoll {

class ScenarioFolders {
 public:
  explicit ScenarioFolders(std::vector<std::filesystem::path> folders = {});

  // Paths within their folder, in order; of several folders with the folder's name in front. At most 1,000.
  std::vector<std::string> list() const;
  // Error: it is not one of them.
  Result<std::filesystem::path> find(const std::string& id) const;

  const std::vector<std::filesystem::path>& folders() const noexcept { return folders_; }

 private:
  std::vector<std::filesystem::path> folders_;
};

}  // namespace plimsoll
