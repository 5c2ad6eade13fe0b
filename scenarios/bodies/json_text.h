#pragma once

// JSON as people wrote it, with the line and column of what is wrong. No state; any thread.

#include "core/error.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace plimsoll {

struct JsonText {
  std::string_view text;
  std::string label;           // "data/1.json"; in front of every error
  std::size_t first_line = 1;  // of the file, where the text is a part of it
};

// The order of keys is kept. Nesting is bounded.
Result<nlohmann::ordered_json> parse_json(const JsonText& source);

// The same without building the value: for large bodies that are sent as they are.
Result<> check_json(const JsonText& source);

// Objects of the one key "$base64" become the file's content in base64. Relative names start in `folder`.
Result<> embed_files(nlohmann::ordered_json& value, const std::string& folder, std::uint64_t most_bytes);

std::string to_base64(std::string_view bytes);

}  // namespace plimsoll
