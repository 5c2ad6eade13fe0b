#include "scenarios/hurl/attached_file.h"

#include "scenarios/bodies/file_reading.h"

#include <fmt/format.h>

namespace plimsoll {

Result<std::filesystem::path> attached_path(const std::filesystem::path& folder, const std::string& name) {
  const auto path = std::filesystem::path(name).lexically_normal();
  if (path.is_absolute() || *path.begin() == "..")
    return invalid(fmt::format("{} lies outside the folder of the .hurl file", name));
  return folder / path;
}

Result<std::string> attached_content(const std::filesystem::path& folder, const std::string& name) {
  const auto path = attached_path(folder, name);
  if (path.has_error()) return path.error();
  return read_file({*path, name}, kMostBodyBytes);
}

}  // namespace plimsoll
