#include "cli/answers/json_input.h"

#include "core/json/json_shape.h"
#include "scenarios/bodies/json_text.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <istream>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestInput = 1UL << 30;

Result<JsonInput> read_all(std::istream& in, std::string name) {
  JsonInput input{std::move(name), {}};
  std::vector<char> piece(1UL << 16);
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    input.text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (input.text.size() > kLongestInput) return invalid(input.name + ": is longer than 1 GiB");
  }
  if (in.bad()) return invalid(input.name + ": cannot be read");
  return input;
}

// Outside of texts, as long as before, so that the places stay.
std::string without_words_of_python(std::string text) {
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_text && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_text = !in_text;
    } else if (!in_text) {
      for (const std::string_view word : {"NaN", "Infinity"})
        if (text.compare(i, word.size(), word) == 0)
          text.replace(i, word.size(), "0" + std::string(word.size() - 1, ' '));
    }
  }
  return text;
}

}  // namespace

Result<JsonInput> read_json_input(const std::string& file) {
  if (file == "-") return read_all(std::cin, "standard input");
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) return invalid(file + ": expected a file of JSON, got a folder");
  std::ifstream in(file, std::ios::binary);
  if (!in) return invalid(fmt::format("{}: cannot be read: {}", file, std::strerror(errno)));
  return read_all(in, file);
}

Result<> parse_json_input(const JsonInput& input, JsonTree& tree) {
  if (tree.parse(input.text, JsonNumbers::with_nan)) return {};
  if (input.text.find_first_not_of(" \t\r\n") == std::string::npos) return invalid(input.name + ": is empty, not JSON");
  if (depth_of_json(input.text) > kDeepestJson)
    return invalid(fmt::format("{}: is nested deeper than {} levels", input.name, kDeepestJson));
  const auto checked = check_json({without_words_of_python(input.text), input.name});
  if (checked.has_error()) return checked.error();
  return invalid(input.name + ": is not JSON");
}

}  // namespace plimsoll
