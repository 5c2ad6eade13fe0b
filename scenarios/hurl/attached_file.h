#pragma once

// The files that a .hurl file names: beside it, never outside its folder. Reads them; no state.

#include "core/error.h"

#include <filesystem>
#include <string>

namespace plimsoll {

// Its path. Error: it leads out of the folder.
Result<std::filesystem::path> attached_path(const std::filesystem::path& folder, const std::string& name);

Result<std::string> attached_content(const std::filesystem::path& folder, const std::string& name);

}  // namespace plimsoll
