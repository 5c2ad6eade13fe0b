#include "scenarios/template_text.h"

namespace plimsoll {

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
