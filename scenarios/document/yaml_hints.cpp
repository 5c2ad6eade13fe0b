#include "scenarios/document/yaml_hints.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <regex>

namespace plimsoll {
namespace {

// A scalar that was written without quotes and cannot be, where a value or key may begin: after ": ", "- ", "[", "{" or
// ",".
struct Trap {
  const char* pattern;  // its first group is what ought to be quoted
  const char* why;
};

const std::array kTraps = {
    Trap{R"((?:[:\-\[{,]\s*|^\s*)(\$[^"':,}\s]*\[[^"'\]]*\][^"':,}\s]*))", "a JSON path with [ ]"},
    Trap{R"((?:[:\-\[,]\s*)(@[^"',}\]\s]+))", "text that starts with @"},
    Trap{R"((?:[:\-\[,]\s*)(`[^"',}\]\s]*))", "text that starts with a backtick"},
    Trap{R"((?:[:\-\[,]\s+)(%[^"',}\]\s]+))", "text that starts with %"},
    Trap{R"((?:[:\-\[,]\s+)(\*[^"',}\]\s]+))", "text that starts with * (an alias in YAML)"},
    Trap{R"((\{\{.*\}\}))", "text that starts with {{"},
    Trap{R"([{\[,:]\s*([^"'\s,{\[]*\$\{[^}]*\}[^"'\s,}\]]*))", "text with ${...} inside { } or [ ]"},
    Trap{R"(:\s+(>=?\s*[0-9]\S*.*))", "text that starts with > (folded text in YAML)"},
};

// What yaml-cpp says, where the line itself holds no trap.
struct Saying {
  std::string_view part;
  std::string_view hint;
};

constexpr std::array kSayings = {
    Saying{"flow not found", "; is a closing } or ] missing?"},
    Saying{"end of", "; is the line indented like its neighbours?"},
    Saying{"illegal map value", R"(; is the line indented like its neighbours? Text with ": " in it must be quoted)"},
    Saying{"illegal EOF in scalar", "; is a closing quote missing?"},
};

constexpr std::size_t kLongestLine = 400;  // std::regex recurses for each character

}  // namespace

std::string yaml_hint(std::string_view line, std::string_view message) {
  const auto text = std::string(line.substr(0, std::min(line.size(), kLongestLine)));
  if (text.find_first_not_of(' ') != std::string::npos && text[text.find_first_not_of(' ')] == '\t')
    return "; indent with spaces: YAML allows no tabs there";
  for (const auto& trap : kTraps) {
    std::smatch match;
    if (std::regex_search(text, match, std::regex(trap.pattern)))
      return fmt::format(R"(; {} must be quoted: quote it as "{}")", trap.why, match[1].str());
  }
  for (const auto& saying : kSayings)
    if (message.find(saying.part) != std::string_view::npos) return std::string(saying.hint);
  return "";
}

}  // namespace plimsoll
