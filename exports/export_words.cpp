#include "exports/export_words.h"

#include "core/text.h"
#include "core/units.h"
#include "engine/results/printable.h"
#include "scenarios/bodies/file_reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>

namespace plimsoll {

std::string comment_words(const ExportDraft& draft, std::string_view text) {
  auto line = printable(draft.variables.shown(text));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return line;
}

std::string seconds_words(Nanos duration) { return fmt::format("{}", to_seconds(duration)); }

std::string unsaid_comment(const ExportDraft& draft, std::string_view mark) {
  if (draft.unsaid.empty()) return {};
  auto text = fmt::format("\n{} Not said here:\n", mark);
  for (const auto& one : draft.unsaid)
    text += fmt::format("{}   {}: {}\n", mark, one.place, comment_words(draft, one.what));
  return text;
}

std::string identifier(std::string_view name, std::vector<std::string>& taken) {
  std::string word;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain)
      word += c;
    else if (!word.empty() && word.back() != '_')
      word += '_';
  }
  while (word.ends_with('_')) word.pop_back();
  if (word.empty() || (word.front() >= '0' && word.front() <= '9')) word = word.empty() ? "request" : "request_" + word;
  // Words that Python or JavaScript keep for themselves, or that the written files use.
  constexpr std::array<std::string_view, 52> kKept = {
      "and",    "as",   "assert",   "async",  "await", "break",  "case",     "catch",    "class",  "const", "continue",
      "def",    "del",  "delete",   "do",     "elif",  "else",   "enum",     "except",   "export", "False", "finally",
      "for",    "from", "function", "global", "if",    "import", "in",       "is",       "lambda", "let",   "new",
      "None",   "not",  "or",       "pass",   "raise", "return", "switch",   "this",     "throw",  "True",  "try",
      "typeof", "var",  "while",    "with",   "yield", "client", "on_start", "wait_time"};
  if (std::find(kKept.begin(), kKept.end(), word) != kKept.end()) word += "_request";
  const auto first = word;
  for (int i = 2; std::find(taken.begin(), taken.end(), word) != taken.end(); ++i)
    word = fmt::format("{}_{}", first, i);
  taken.push_back(word);
  return word;
}

std::string indented_lines(std::string text, std::size_t columns) {
  const std::string blanks(columns, ' ');
  if (text.ends_with('\n')) text.pop_back();
  replace_all(text, "\n", "\n" + blanks);
  return blanks + text + "\n";
}

std::optional<std::string> file_with(const ExportDraft& draft, const std::string& label, std::string_view content) {
  std::error_code error;
  const auto path = draft.from / label;
  if (label == "inline" || !std::filesystem::is_regular_file(path, error)) return std::nullopt;
  const auto text = read_file({path, label}, kMostBodyBytes);
  if (text.has_error() || *text != content) return std::nullopt;
  if (std::filesystem::path(label).is_absolute()) return label;
  const auto relative = std::filesystem::proximate(path, draft.to, error);
  return error ? path.string() : relative.string();
}

}  // namespace plimsoll
