#pragma once

// A text read from left to right, with the place that is reached: line and column, both from 1, columns in characters.
// The text outlives it. What is wrong is kept: the first fault ends the reading, refusals do not. One thread.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct TextPlace {
  std::size_t line = 1;
  std::size_t column = 1;
};

struct TextFault {
  TextPlace place;
  std::string message;
};

class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool sees(std::string_view piece) const { return text_.substr(at_).starts_with(piece); }
  // Those that are there are taken; how many characters of a text: all that hold.
  bool take(std::string_view piece);
  char next();
  template <class Holds>
  std::string_view take_while(Holds holds) {
    const auto begin = at_;
    while (!at_end() && holds(text_[at_])) next();
    return text_.substr(begin, at_ - begin);
  }
  void skip_blanks();  // spaces and tabs

  TextPlace place() const { return place_; }
  std::size_t offset() const { return at_; }
  std::string_view since(std::size_t offset) const { return text_.substr(offset, at_ - offset); }

  // Where it may come back to.
  struct Mark {
    std::size_t at;
    TextPlace place;
  };
  Mark mark() const { return {at_, place_}; }
  void back_to(const Mark& mark) {
    at_ = mark.at;
    place_ = mark.place;
  }

  // Always false, for `return cursor.fail(...)`.
  bool fail(std::string message) { return fail_at(place_, std::move(message)); }
  bool fail_at(TextPlace place, std::string message);
  // "expected X, found Y".
  bool expected(std::string_view what);
  const std::optional<TextFault>& fault() const { return fault_; }

  // What is right, but is not done here.
  void refuse(TextPlace place, std::string message) { refusals_.push_back({place, std::move(message)}); }
  const std::vector<TextFault>& refusals() const { return refusals_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  TextPlace place_;
  std::optional<TextFault> fault_;
  std::vector<TextFault> refusals_;
};

}  // namespace plimsoll
