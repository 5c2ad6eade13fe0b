#include "scenarios/hurl/hurl_json.h"

#include "core/hex.h"
#include "scenarios/queries/hurl_text.h"
#include "scenarios/queries/octet_literals.h"

#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

// Reading recurses once a level.
constexpr int kDeepestJson = 200;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class JsonReader {
 public:
  explicit JsonReader(TextCursor& cursor) : cursor_(cursor), begin_(cursor.offset()) {}

  bool value() {
    if (depth_ > kDeepestJson) return cursor_.fail("the JSON is nested deeper than 200 levels");
    if (cursor_.sees("{{")) return insert(false);
    if (cursor_.peek() == '"') return string();
    if (cursor_.peek() == '{' || cursor_.peek() == '[') return structure(cursor_.next());
    if (cursor_.peek() == '-' || is_digit(cursor_.peek())) return number();
    return cursor_.take("true") || cursor_.take("false") || cursor_.take("null") || cursor_.expected("a JSON value");
  }

  HurlJson take() {
    keep_text();
    return std::move(json_);
  }

 private:
  void skip_space() {
    cursor_.take_while([](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
  }

  void keep_text() {
    json_.text.literals.back() += cursor_.since(begin_);
    begin_ = cursor_.offset();
  }

  bool insert(bool within_string) {
    keep_text();
    auto one = insertion(cursor_);
    if (!one) return false;
    json_.text.insertions.push_back(*std::move(one));
    json_.text.literals.emplace_back();
    json_.within_string.push_back(within_string);
    begin_ = cursor_.offset();
    return true;
  }

  // At the digits behind \u.
  bool four_digits(unsigned& value) {
    value = 0;
    for (int digit = 0; digit < 4; ++digit, cursor_.next()) {
      const auto found = cursor_.at_end() ? std::nullopt : hex_digit(cursor_.peek());
      if (!found) return cursor_.expected("four digits behind \\u");
      value = value * 16 + static_cast<unsigned>(*found);
    }
    return true;
  }

  bool character() {
    const auto place = cursor_.place();
    unsigned first = 0;
    if (!four_digits(first)) return false;
    if (first < 0xD800 || first > 0xDFFF) return true;
    unsigned second = 0;
    if (first > 0xDBFF || !cursor_.take("\\u") || !four_digits(second) || second < 0xDC00 || second > 0xDFFF)
      return cursor_.fail_at(place, "half of a character: \\ud83d\\ude00 is a whole one");
    return true;
  }

  bool escape() {
    constexpr std::string_view kLetters = "\"\\/bnfrt";
    if (cursor_.take("u")) return character();
    if (cursor_.at_end() || kLetters.find(cursor_.peek()) == std::string_view::npos)
      return cursor_.expected("one of \" \\ / b f n r t u behind the backslash");
    cursor_.next();
    return true;
  }

  bool string() {
    cursor_.next();
    while (!cursor_.at_end() && cursor_.peek() != '"') {
      if (static_cast<unsigned char>(cursor_.peek()) < 0x20) return cursor_.expected("\" at the end of the string");
      if (cursor_.sees("{{")) {
        if (!insert(true)) return false;
      } else if (cursor_.take("\\")) {
        if (!escape()) return false;
      } else {
        cursor_.next();
      }
    }
    return cursor_.take("\"") || cursor_.expected("\" at the end of the string");
  }

  bool digits() { return !cursor_.take_while(is_digit).empty() || cursor_.expected("a digit"); }

  bool number() {
    cursor_.take("-");
    if (!cursor_.take("0") && !digits()) return false;
    if (cursor_.take(".") && !digits()) return false;
    if (!cursor_.sees("e") && !cursor_.sees("E")) return true;
    keep_text();
    cursor_.next();
    json_.text.literals.back() += 'e';  // as Hurl sends it
    begin_ = cursor_.offset();
    if (!cursor_.take("-")) cursor_.take("+");
    return digits();
  }

  bool element(bool is_object) {
    skip_space();
    if (is_object) {
      if (cursor_.peek() != '"') return cursor_.expected("a name in quotes");
      if (!string()) return false;
      skip_space();
      if (!cursor_.take(":")) return cursor_.expected(": behind the name");
      skip_space();
    }
    if (!value()) return false;
    skip_space();
    return true;
  }

  bool structure(char open) {
    const std::string_view close = open == '{' ? "}" : "]";
    ++depth_;
    skip_space();
    if (!cursor_.take(close)) {
      do {
        if (!element(open == '{')) return false;
      } while (cursor_.take(","));
      if (!cursor_.take(close)) return cursor_.expected(open == '{' ? ", or }" : ", or ]");
    }
    --depth_;
    return true;
  }

  TextCursor& cursor_;
  std::size_t begin_;
  int depth_ = 0;
  HurlJson json_;
};

}  // namespace

bool sees_json(const TextCursor& cursor) {
  const char c = cursor.peek();
  return c == '{' || c == '[' || c == '"' || c == '-' || is_digit(c) || cursor.sees("true") || cursor.sees("false") ||
         cursor.sees("null");
}

std::optional<HurlJson> read_json(TextCursor& cursor) {
  JsonReader reader(cursor);
  if (!reader.value()) return std::nullopt;
  return reader.take();
}

}  // namespace plimsoll
