#pragma once

// References from one schema to another, resolved as RFC 3986 (5.2) has it. Pure functions; any thread.

#include <filesystem>
#include <string>
#include <string_view>

namespace plimsoll {

// The absolute URI that the reference leads to from `base`, which is absolute: its fragment, if any, is kept.
std::string resolve_reference(std::string_view base, std::string_view reference);

// "https", "file", "urn"; empty: it is relative.
std::string_view scheme_of(std::string_view uri);

// Without "#..." at its end, and what stands behind the #.
std::string_view without_fragment(std::string_view uri);
std::string_view fragment_of(std::string_view uri);

// %41 is A.
std::string percent_decoded(std::string_view text);

// "file:///tmp/a.json" and back. The path is absolute.
std::string file_uri(const std::filesystem::path& path);
std::filesystem::path path_of_file_uri(std::string_view uri);

}  // namespace plimsoll
