#include "imports/curl/windows_words.h"

#include <fmt/format.h>
#include <algorithm>

namespace plimsoll {
namespace {

// As cmd reads a line: ^ takes its meaning from the next character, " starts and ends text where ^ has none.
struct CmdLine {
  std::size_t line = 1;
  std::string text;
};

std::vector<CmdLine> cmd_lines(std::string_view text) {
  std::vector<CmdLine> lines(1);
  bool quoted = false;
  std::size_t line = 1;
  const auto next_line = [&] { lines.push_back({line, ""}); };
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '\r') continue;
    if (c == '"') quoted = !quoted;
    if (c == '^' && !quoted) {
      while (i + 1 < text.size() && text[i + 1] == '\r') ++i;
      if (++i >= text.size()) break;
      c = text[i];
      if (c == '\n') {
        ++line;
        auto after = i + 1;
        while (after < text.size() && text[after] == '\r') ++after;
        const bool is_text = after < text.size() && text[after] == '\n';  // an empty line is a line end in the text
        if (is_text) i = after, ++line;
        lines.back().text += is_text ? '\n' : ' ';
        continue;
      }
      lines.back().text += c;
      continue;
    }
    if (c == '\n') {
      ++line;
      quoted = false;
      next_line();
      continue;
    }
    if (c == '&' && !quoted) {
      next_line();
      continue;
    }
    lines.back().text += c;
  }
  return lines;
}

// As programs of Windows split their command line.
Result<std::vector<std::string>> windows_words(std::string_view text) {
  std::vector<std::string> words;
  bool quoted = false;
  bool open = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!quoted && (c == ' ' || c == '\t')) {
      open = false;
      continue;
    }
    if (!open) words.emplace_back();
    open = true;
    if (c == '\\') {
      const auto end = std::min(text.find_first_not_of('\\', i), text.size());
      const auto count = end - i;
      const bool before_quote = end < text.size() && text[end] == '"';
      words.back().append(before_quote ? count / 2 : count, '\\');
      i = end - 1;
      if (before_quote && count % 2 == 1) words.back() += text[++i];
      continue;
    }
    if (c == '"') {
      if (quoted && i + 1 < text.size() && text[i + 1] == '"')
        words.back() += text[++i];
      else
        quoted = !quoted;
      continue;
    }
    words.back() += c;
  }
  if (quoted) return invalid("a \" that is not closed");
  return words;
}

}  // namespace

bool is_for_cmd(std::string_view text) {
  return text.find(" ^\n") != std::string_view::npos || text.find(" ^\r\n") != std::string_view::npos ||
         text.find("^\"") != std::string_view::npos;
}

Result<std::vector<CommandWords>> cmd_commands(std::string_view text, const ImportDraft& draft) {
  std::vector<CommandWords> commands;
  for (const auto& [line, row] : cmd_lines(text)) {
    auto words = windows_words(row);
    if (words.has_error()) return with_context(words.error(), fmt::format("{}:{}", draft.source, line));
    if (!words->empty()) commands.push_back({line, *std::move(words), "", false});
  }
  return commands;
}

}  // namespace plimsoll
