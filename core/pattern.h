#pragma once

// A regular expression that is safe to try on text from the other side: bounded in memory and steps, where std::regex
// recurses for each character. Perl's syntax, which ECMAScript's is nearly a part of, and what Rust and Python write
// otherwise: (?P<name>...), \u{e9}. Works on characters where the text is UTF-8, on bytes where it is not. Immutable;
// any thread.

#include "core/error.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

class Pattern {
 public:
  // The error says what is wrong with the expression.
  static Result<Pattern> compile(const std::string& text);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  enum class Search { found, not_found, too_costly };
  // Anywhere in the text. Too costly: the expression backtracks more than is good for whoever waits.
  Search search(std::string_view text) const;

  struct Group {
    Search search = Search::not_found;
    std::optional<std::string_view> text{};  // of the first (...), within what was searched; none: it took no part
  };
  Group first_group(std::string_view text) const;

  // Every place of it replaced; in `with`, $1, $name and ${name} stand for groups, $$ for a dollar. A name is as long
  // as it can be; a group that there is not is empty. None: too costly.
  std::optional<std::string> replaced(std::string_view text, const std::string& with) const;

  const std::string& text() const noexcept { return text_; }

 private:
  struct Compiled;
  Pattern(std::string text, std::unique_ptr<Compiled> compiled);

  std::string text_;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace plimsoll
