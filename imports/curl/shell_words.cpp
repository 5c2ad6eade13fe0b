#include "imports/curl/shell_words.h"

#include "core/text.h"
#include "core/utf8.h"

#include <fmt/format.h>
#include <algorithm>

namespace plimsoll {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

void append_utf8(std::string& text, unsigned long point) {
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0 | (point >> 6));
    text += static_cast<char>(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    text += static_cast<char>(0xE0 | (point >> 12));
    text += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    text += static_cast<char>(0xF0 | ((point >> 18) & 0x07));
    text += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
    text += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (point & 0x3F));
  }
}

int digit_of(char c, int base) {
  const char lower = lower_ascii(c);
  const int value = lower >= '0' && lower <= '9' ? lower - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
  return value < base ? value : -1;
}

class ShellSplitter {
 public:
  ShellSplitter(std::string_view text, ImportDraft& draft) : text_(text), draft_(draft) {}

  Result<std::vector<CommandWords>> split() {
    while (at_ < text_.size())
      if (auto done = step(); done.has_error()) return done.error();
    end_command();
    if (!documents_.empty())
      return wrong(line_, fmt::format("the here-document {} has no end", documents_.front().end));
    return std::move(commands_);
  }

 private:
  struct Document {
    std::string end;
    bool indented;
    bool quoted;
    std::size_t command;
  };

  Error wrong(std::size_t line, std::string_view what) const {
    return invalid(fmt::format("{}:{}: {}", draft_.source, line, what));
  }
  std::string place(std::size_t line) const { return fmt::format("{}:{}", draft_.source, line); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  char take() {
    if (text_[at_] == '\n') ++line_;
    return text_[at_++];
  }
  bool is_continued() const { return text_.substr(at_, 2) == "\\\n" || text_.substr(at_, 3) == "\\\r\n"; }

  // One word, or what stands between words.
  Result<> step() {
    const char c = text_[at_];
    if (c == '\n') {
      end_command();
      take();
      return read_documents();
    }
    if (c == '<' || c == '>') return redirect();
    if (c == ' ' || c == '\t' || c == '\r') {
      take();
    } else if (is_continued()) {
      skip_continuation();
    } else if (c == '#') {
      while (at_ < text_.size() && text_[at_] != '\n') take();
    } else if (c == ';' || c == '&') {
      end_command();
      take();
    } else if (c == '|') {
      skip_pipe();
    } else {
      const auto line = line_;
      auto word = read_word();
      if (word.has_error()) return word.error();
      add(line, *std::move(word));
    }
    return {};
  }

  void skip_continuation() {
    while (take() != '\n') {
    }
  }

  void add(std::size_t line, std::string word) {
    if (!open_) commands_.push_back({line, {}, "", false});
    open_ = true;
    // A prompt as documentation shows it.
    if (commands_.back().words.empty() && (word == "$" || word == "%" || word == ">")) return;
    commands_.back().words.push_back(std::move(word));
  }

  void end_command() { open_ = false; }

  // What follows a pipe is another program: `| jq .`
  void skip_pipe() {
    draft_.leave_out(place(line_), "what the answer is piped into");
    while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != ';') {
      if (text_.substr(at_, 2) == "\\\n") take();
      if (at_ < text_.size()) take();
    }
    end_command();
  }

  Result<> redirect() {
    const auto line = line_;
    const char direction = take();
    const bool document = direction == '<' && peek() == '<';
    bool indented = false;
    if (document) {
      take();
      if (peek() == '-') indented = true, take();
    } else if (peek() == '>' || peek() == '&') {
      take();
    }
    while (peek() == ' ' || peek() == '\t') take();
    const bool quoted = peek() == '\'' || peek() == '"';
    if (at_ >= text_.size() || peek() == '\n') return wrong(line, "expected a name after < or >");
    auto word = read_word();
    if (word.has_error()) return word.error();
    if (document && !commands_.empty()) documents_.push_back({*word, indented, quoted, commands_.size() - 1});
    if (!document && direction == '<')
      draft_.leave_out(place(line), fmt::format("< {}: write -d @{} instead", *word, *word));
    return {};
  }

  Result<> read_documents() {
    for (const auto& document : documents_) {
      std::string input;
      for (bool ended = false; !ended;) {
        if (at_ >= text_.size()) return wrong(line_, fmt::format("the here-document {} has no end", document.end));
        auto row = text_.substr(at_, std::min(text_.find('\n', at_), text_.size()) - at_);
        at_ = std::min(at_ + row.size() + 1, text_.size());
        ++line_;
        if (row.ends_with('\r')) row.remove_suffix(1);
        if (document.indented) row.remove_prefix(std::min(row.find_first_not_of('\t'), row.size()));
        ended = row == document.end;
        if (!ended) input += (document.quoted ? std::string(row) : with_variables(row)) + "\n";
      }
      commands_[document.command].input = std::move(input);
      commands_[document.command].has_input = true;
    }
    documents_.clear();
    return {};
  }

  std::string with_variables(std::string_view row) {
    ShellSplitter inner(row, draft_);
    inner.line_ = line_;
    std::string result;
    while (inner.at_ < row.size()) inner.peek() == '$' ? inner.variable(result) : result.push_back(inner.take());
    return result;
  }

  // What is quoted, escaped or a variable; false: a letter like any other.
  Result<bool> read_special(std::string& word) {
    const char c = text_[at_];
    Result<> done;
    if (c == '\'') {
      done = single_quoted(word);
    } else if (c == '"') {
      done = double_quoted(word);
    } else if (c == '$' && peek(1) == '\'') {
      done = ansi_quoted(word);
    } else if (c == '$') {
      variable(word);
    } else if (c == '`') {
      return wrong(line_, "`command`: put its output into a variable first and write $NAME");
    } else if (is_continued()) {
      skip_continuation();
    } else if (c == '\\') {
      take();
      if (at_ < text_.size()) word += take();
    } else {
      return false;
    }
    if (done.has_error()) return done.error();
    return true;
  }

  Result<std::string> read_word() {
    constexpr std::string_view kBehindIt = " \t\r\n;&|<>";
    std::string word;
    while (at_ < text_.size() && kBehindIt.find(text_[at_]) == std::string_view::npos) {
      const auto special = read_special(word);
      if (special.has_error()) return special.error();
      if (!*special) word += take();
    }
    return word;
  }

  Result<> single_quoted(std::string& word) {
    const auto line = line_;
    take();
    while (at_ < text_.size() && text_[at_] != '\'') word += take();
    if (at_ >= text_.size()) return wrong(line, "a ' that is not closed");
    take();
    return {};
  }

  Result<> double_quoted(std::string& word) {
    const auto line = line_;
    take();
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '`') return wrong(line_, "`command`: put its output into a variable first and write $NAME");
      if (text_[at_] == '$') {
        variable(word);
        continue;
      }
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        const char next = text_[at_ + 1];
        if (next == '\n') {
          skip_continuation();
          continue;
        }
        if (std::string_view("\"\\$`").find(next) != std::string_view::npos) take();
      }
      word += take();
    }
    if (at_ >= text_.size()) return wrong(line, "a \" that is not closed");
    take();
    return {};
  }

  Result<> ansi_quoted(std::string& word) {
    const auto line = line_;
    take();
    take();
    while (at_ < text_.size() && text_[at_] != '\'') {
      const char c = take();
      if (c != '\\' || at_ >= text_.size()) {
        word += c;
        continue;
      }
      const char escape = take();
      constexpr std::string_view kEscapes = "abefnrtvE";
      constexpr std::string_view kMeanings = "\a\b\x1b\f\n\r\t\v\x1b";
      if (const auto known = kEscapes.find(escape); known != std::string_view::npos)
        word += kMeanings[known];
      else if (escape == 'x')
        word += static_cast<char>(digits(16, 2));
      else if (escape == 'u' || escape == 'U')
        append_utf8(word, digits(16, escape == 'u' ? 4 : 8));
      else if (digit_of(escape, 8) >= 0)
        --at_, word += static_cast<char>(digits(8, 3));
      else
        word += escape;
    }
    if (at_ >= text_.size()) return wrong(line, "a $' that is not closed");
    take();
    return {};
  }

  unsigned long digits(int base, int most) {
    unsigned long value = 0;
    for (int i = 0; i < most && at_ < text_.size() && digit_of(text_[at_], base) >= 0; ++i)
      value = value * static_cast<unsigned long>(base) + static_cast<unsigned long>(digit_of(take(), base));
    return value;
  }

  // $NAME and ${NAME} are the environment's; $( ) is told.
  void variable(std::string& word) {
    take();
    const bool braced = peek() == '{';
    if (braced) take();
    std::string name;
    while (at_ < text_.size() && is_name_character(text_[at_])) name += take();
    std::string rest;
    if (braced) {
      while (at_ < text_.size() && text_[at_] != '}' && text_[at_] != '\n') rest += take();
      if (peek() == '}') take();
    }
    if (name.empty() && !braced && peek() == '(') {
      word += substitution();
      return;
    }
    if (!rest.empty())
      draft_.leave_out(place(line_), fmt::format("${{{}{}}}: the variable alone is taken", name, rest));
    if (name.empty() || (name.front() >= '0' && name.front() <= '9'))
      word += "$" + name;
    else
      word += draft_.reference(name, "", "as in the command");
  }

  // $(command), at its bracket.
  std::string substitution() {
    std::size_t depth = 0;
    const auto begin = at_ + 1;
    do {
      if (peek() == '(') ++depth;
      if (peek() == ')') --depth;
      take();
    } while (depth > 0 && at_ < text_.size());
    const std::string words(trimmed(text_.substr(begin, at_ - begin - (depth == 0 ? 1 : 0))));
    auto& all = draft_.shell_commands;
    auto known =
        std::find_if(all.begin(), all.end(), [&](const SubstitutedCommand& one) { return one.words == words; });
    if (known == all.end())
      known = all.insert(all.end(), {place(line_), words,
                                     draft_.reference("VALUE", "$(" + words + ")", "what the shell's $(...) gives")});
    ++known->uses;
    return known->reference;
  }

  std::string_view text_;
  ImportDraft& draft_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  bool open_ = false;
  std::vector<CommandWords> commands_;
  std::vector<Document> documents_;
};

}  // namespace

Result<std::vector<CommandWords>> shell_commands(std::string_view text, ImportDraft& draft) {
  return ShellSplitter(text, draft).split();
}

}  // namespace plimsoll
