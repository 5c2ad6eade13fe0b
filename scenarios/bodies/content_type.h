#pragma once

// The media type of a file by the ending of its name. Pure; any thread.

#include <filesystem>
#include <string_view>

namespace plimsoll {

std::string_view content_type_of(const std::filesystem::path& file);  // application/octet-stream if unknown

}  // namespace plimsoll
