#pragma once

// The formats that can be imported, by name and by the look of a file. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

enum class ImportFormat { curl, openapi, har, postman, opencollection, access_log, locust, k6 };

std::string_view to_string(ImportFormat format);  // "access-log"
std::optional<ImportFormat> import_format(std::string_view name);
std::string import_format_names();  // "curl, har, ..."

// Of the first bytes of a file.
std::optional<ImportFormat> format_of(std::string_view head);

}  // namespace plimsoll
