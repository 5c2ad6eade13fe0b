#include "judgement/traces/trace_words.h"

#include "core/text.h"
#include "judgement/traces/trace_text.h"
#include "judgement/traces/trace_time.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::string_view kBlanks = " \t";

bool is_long_unit(const std::string& word) {
  return word.size() > 1 && std::isalpha(static_cast<unsigned char>(word.front())) != 0 &&
         parse_amount("1" + word).value_or(Amount{}).unit.has_value();
}

// Whether the word goes on what the one before it began.
bool belongs(const std::string& before, const std::string& word) {
  if (before.ends_with('/') || word == "/") return true;
  if (is_long_unit(word)) return parse_number(before).has_value();
  if (word.find(':') != std::string::npos)
    return before.find(':') == std::string::npos && is_instant(before) && is_instant(word);
  const bool half_of_day = same_without_case(word, "am") || same_without_case(word, "pm");
  return half_of_day && before.find(':') != std::string::npos && is_instant(before);
}

}  // namespace

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (std::size_t from = line.find_first_not_of(kBlanks); from != std::string::npos;) {
    const std::size_t to = std::min(line.find_first_of(kBlanks, from), line.size());
    words.emplace_back(line.substr(from, to - from));
    from = line.find_first_not_of(kBlanks, to);
  }
  return words;
}

std::vector<std::string> joined_words_of(std::string_view line) {
  std::vector<std::string> joined;
  for (auto& word : words_of(line)) {
    if (!joined.empty() && belongs(joined.back(), word)) {
      joined.back() += " " + word;
    } else {
      joined.push_back(std::move(word));
    }
  }
  return joined;
}

std::vector<std::string> wide_names_of(std::string_view line) {
  std::vector<std::string> names;
  std::string name;
  const auto end_name = [&] {
    if (const auto text = trimmed(name); !text.empty()) names.emplace_back(text);
    name.clear();
  };
  const auto from = line.find_first_not_of(" \t#");
  for (const char c : line.substr(std::min(from, line.size()))) {
    name += c;
    if (c == ')' || c == '\t' || name.ends_with("  ")) end_name();
  }
  end_name();
  return names;
}

}  // namespace plimsoll
