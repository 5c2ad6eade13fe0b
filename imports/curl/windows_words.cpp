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

class CmdLines {
 public:
  explicit CmdLines(std::string_view text) : text_(text) {}

  std::vector<CmdLine> split() {
    for (at_ = 0; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\r') continue;
      if (c == '"') quoted_ = !quoted_;
      if (c == '^' && !quoted_)
        take_escaped();
      else if (c == '\n')
        end_line();
      else if (c == '&' && !quoted_)
        lines_.push_back({line_, ""});
      else
        lines_.back().text += c;
    }
    return std::move(lines_);
  }

 private:
  void end_line() {
    ++line_;
    quoted_ = false;
    lines_.push_back({line_, ""});
  }

  std::size_t behind_returns(std::size_t at) const {
    while (at < text_.size() && text_[at] == '\r') ++at;
    return at;
  }

  // What stands behind a ^: a line end is a blank, two of them one in the text.
  void take_escaped() {
    at_ = behind_returns(at_ + 1);
    if (at_ >= text_.size()) return;
    if (text_[at_] != '\n') {
      lines_.back().text += text_[at_];
      return;
    }
    ++line_;
    const auto after = behind_returns(at_ + 1);
    const bool is_text = after < text_.size() && text_[after] == '\n';
    if (is_text) at_ = after, ++line_;
    lines_.back().text += is_text ? '\n' : ' ';
  }

  std::string_view text_;
  std::vector<CmdLine> lines_{1};
  bool quoted_ = false;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

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
  for (const auto& [line, row] : CmdLines(text).split()) {
    auto words = windows_words(row);
    if (words.has_error()) return with_context(words.error(), fmt::format("{}:{}", draft.source, line));
    if (!words->empty()) commands.push_back({line, *std::move(words), "", false});
  }
  return commands;
}

}  // namespace plimsoll
