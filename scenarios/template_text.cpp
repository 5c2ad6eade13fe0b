#include "scenarios/template_text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace plimsoll {

bool is_template_name(std::string_view text) {
  const auto is_part = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) == 0 &&
         std::all_of(text.begin(), text.end(), is_part);
}

bool is_taken_name(std::string_view text) {
  constexpr std::array<std::string_view, 8> kTaken = {"user",   "seq", "uuid",   "now",
                                                      "random", "env", "base64", "unique"};
  return std::find(kTaken.begin(), kTaken.end(), text) != kTaken.end();
}

bool has_template(std::string_view text) { return text.find("{{") != std::string_view::npos; }

std::size_t end_of_insertion(std::string_view text, std::size_t open) {
  char quote = 0;
  for (std::size_t at = open + 2; at < text.size(); ++at) {
    if (quote != 0) {
      if (text[at] == quote) quote = 0;
    } else if (text[at] == '"' || text[at] == '\'') {
      quote = text[at];
    } else if (text.substr(at, 2) == "}}") {
      return at;
    }
  }
  return std::string_view::npos;
}

}  // namespace plimsoll
