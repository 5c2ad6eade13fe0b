#include "scenarios/queries/hurl_text.h"

#include "core/hex.h"
#include "core/text.h"
#include "scenarios/queries/octet_literals.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace plimsoll {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_control(char c) { return c == '\b' || c == '\n' || c == '\f' || c == '\r' || c == '\t'; }

// Text and insertions, one after the other.
class TextBuilder {
 public:
  void add(char c) { text_.literals.back() += c; }
  void add(std::string_view piece) { text_.literals.back() += piece; }
  void add(QueryInsertion one) {
    text_.insertions.push_back(std::move(one));
    text_.literals.emplace_back();
  }
  bool is_empty() const { return text_.insertions.empty() && text_.literals.front().empty(); }
  void trim_end() {
    auto& last = text_.literals.back();
    last.erase(last.find_last_not_of(' ') + 1);
  }
  QueryText take() { return std::move(text_); }

 private:
  QueryText text_;
};

// \u{1F600}: at its brace.
bool unicode_escape(TextCursor& cursor, TextBuilder& into) {
  const auto place = cursor.place();
  if (!cursor.take("{")) return cursor.expected("{ and the number of a character: \\u{e9}");
  const auto digits = cursor.take_while([](char c) { return hex_digit(c).has_value(); });
  const auto character = character_of(digits);
  if (!character || !cursor.take("}")) return cursor.fail_at(place, "expected the number of a character: \\u{e9}");
  into.add(*character);
  return true;
}

// At the letter behind the backslash. `others` stand for themselves.
bool escape(TextCursor& cursor, std::string_view others, TextBuilder& into) {
  constexpr std::string_view kLetters = "bfnrt";
  constexpr std::string_view kControls = "\b\f\n\r\t";
  if (cursor.take("u")) return unicode_escape(cursor, into);
  const char c = cursor.peek();
  const auto letter = kLetters.find(c);
  if (cursor.at_end() || (letter == std::string_view::npos && others.find(c) == std::string_view::npos))
    return cursor.fail(fmt::format(R"(\{} is no escape: write \\ for a backslash)", cursor.at_end() ? ' ' : c));
  into.add(letter == std::string_view::npos ? cursor.next() : kControls[letter]);
  if (letter != std::string_view::npos) cursor.next();
  return true;
}

// One character, escape or insertion.
bool element(TextCursor& cursor, std::string_view escaped, TextBuilder& into) {
  if (cursor.sees("{{")) {
    auto one = insertion(cursor);
    if (!one) return false;
    into.add(*std::move(one));
    return true;
  }
  if (cursor.take("\\")) return escape(cursor, escaped, into);
  into.add(cursor.next());
  return true;
}

constexpr std::string_view kBlockMark = "```";
constexpr std::string_view kEscapedInText = "\"\\#`/";

std::optional<QueryText> delimited(TextCursor& cursor, char mark, std::string_view name) {
  const std::string_view delimiter(&mark, 1);
  TextBuilder text;
  cursor.next();
  while (!cursor.at_end() && cursor.peek() != mark && !is_control(cursor.peek()))
    if (!element(cursor, kEscapedInText, text)) return std::nullopt;
  if (cursor.take(delimiter)) return text.take();
  cursor.expected(fmt::format("{} at the end of the text", name));
  return std::nullopt;
}

// The words in front of a literal in one piece: "hex,".
bool begin_literal(TextCursor& cursor, std::string_view word) {
  if (!cursor.take(word)) return cursor.expected(word);
  cursor.skip_blanks();
  return true;
}

bool end_literal(TextCursor& cursor) {
  cursor.skip_blanks();
  return cursor.take(";") || cursor.expected("; at the end");
}

std::optional<QueryInsertion> function_or_variable(TextCursor& cursor) {
  const auto place = cursor.place();
  const auto name = cursor.take_while(is_name_character);
  if (name.empty()) {
    cursor.expected("the name of a variable");
    return std::nullopt;
  }
  using Source = QueryInsertion::Source;
  if (name == "newUuid") return QueryInsertion{Source::new_uuid, std::string(name)};
  if (name == "newDate") return QueryInsertion{Source::new_date, std::string(name)};
  if (name != "getEnv") return QueryInsertion{Source::variable, std::string(name)};
  cursor.skip_blanks();
  if (cursor.peek() != '"') {
    cursor.fail_at(place, "getEnv needs the name of a variable: {{getEnv \"HOME\"}}");
    return std::nullopt;
  }
  const auto variable = quoted_text(cursor);
  if (!variable) return std::nullopt;
  return QueryInsertion{Source::environment, variable->fixed()};
}

}  // namespace

bool is_function(std::string_view name) { return name == "newUuid" || name == "newDate" || name == "getEnv"; }

std::optional<QueryInsertion> insertion(TextCursor& cursor) {
  if (!cursor.take("{{")) {
    cursor.expected("{{");
    return std::nullopt;
  }
  cursor.skip_blanks();
  auto found = function_or_variable(cursor);
  if (!found) return std::nullopt;
  cursor.skip_blanks();
  if (cursor.take("}}")) return found;
  cursor.expected("}}: filters stand in [Captures] and [Asserts] only");
  return std::nullopt;
}

std::optional<QueryText> quoted_text(TextCursor& cursor) { return delimited(cursor, '"', "\""); }
std::optional<QueryText> backtick_text(TextCursor& cursor) { return delimited(cursor, '`', "`"); }

std::string hurl_escaped(std::string_view text) {
  constexpr std::string_view kControls = "\b\f\n\r\t";
  constexpr std::string_view kLetters = "bfnrt";
  std::string result;
  for (const char c : text) {
    if (const auto control = kControls.find(c); control != std::string_view::npos) {
      result += '\\';
      result += kLetters[control];
    } else if (c == '{') {
      result += "\\u{7b}";
    } else {
      if (c == '"' || c == '\\' || c == '`') result += '\\';
      result += c;
    }
  }
  return result;
}

std::optional<QueryText> line_text(TextCursor& cursor) {
  TextBuilder text;
  while (!cursor.at_end() && cursor.peek() != '#' && !is_control(cursor.peek()))
    if (!element(cursor, kEscapedInText, text)) return std::nullopt;
  text.trim_end();
  return text.take();
}

std::optional<QueryText> key_text(TextCursor& cursor) {
  const auto is_of_key = [](char c) {
    return is_name_character(c) || c == '.' || c == '[' || c == ']' || c == '@' || c == '$';
  };
  if (cursor.peek() == '[') return std::nullopt;
  TextBuilder text;
  while (cursor.sees("{{") || cursor.peek() == '\\' || (!cursor.at_end() && is_of_key(cursor.peek())))
    if (!element(cursor, "#:\\/", text)) return std::nullopt;
  if (text.is_empty()) return std::nullopt;
  return text.take();
}

std::optional<QueryText> file_name(TextCursor& cursor) {
  constexpr std::string_view kEnds = "#; \n\r\t";
  TextBuilder text;
  while (!cursor.at_end() && (cursor.sees("{{") || kEnds.find(cursor.peek()) == std::string_view::npos)) {
    if (!cursor.sees("{{") && (cursor.peek() == '{' || cursor.peek() == '}')) break;
    if (!element(cursor, "\\#; {}", text)) return std::nullopt;
  }
  if (!text.is_empty()) return text.take();
  cursor.expected("the name of a file");
  return std::nullopt;
}

std::optional<std::string_view> block_language(TextCursor& cursor) {
  const auto place = cursor.place();
  const auto language = cursor.take_while([](char c) { return c >= 'a' && c <= 'z'; });
  const bool is_known =
      language.empty() || language == "json" || language == "xml" || language == "graphql" || language == "raw";
  if (!is_known) {
    cursor.fail_at(place, fmt::format("\"{}\" is none of json, xml, graphql, raw", language));
    return std::nullopt;
  }
  if (language == "graphql") cursor.take(",");
  cursor.skip_blanks();
  if (cursor.take("\n") || cursor.take("\r\n")) return language;
  cursor.expected("the end of the line behind ```");
  return std::nullopt;
}

std::optional<QueryText> block_text(TextCursor& cursor, bool inserts) {
  TextBuilder text;
  while (!cursor.at_end() && !cursor.sees(kBlockMark)) {
    if (!inserts || !cursor.sees("{{")) {
      text.add(cursor.next());
      continue;
    }
    auto one = insertion(cursor);
    if (!one) return std::nullopt;
    text.add(*std::move(one));
  }
  if (cursor.take(kBlockMark)) return text.take();
  cursor.expected("``` at the end of the text");
  return std::nullopt;
}

std::optional<std::string> regex_literal(TextCursor& cursor) {
  std::string text;
  if (!cursor.take("/")) {
    cursor.expected("a regular expression: \"...\" or /.../");
    return std::nullopt;
  }
  while (!cursor.at_end() && cursor.peek() != '/' && cursor.peek() != '\n') {
    if (cursor.take("\\/"))
      text += '/';
    else
      text += cursor.next();
  }
  if (cursor.take("/")) return text;
  cursor.expected("/ at the end of the regular expression");
  return std::nullopt;
}

std::optional<QueryBytes> hex_literal(TextCursor& cursor) {
  if (!begin_literal(cursor, "hex,")) return std::nullopt;
  const auto place = cursor.place();
  auto octets = from_hex(cursor.take_while([](char c) { return hex_digit(c).has_value(); }));
  if (!end_literal(cursor)) return std::nullopt;
  if (octets) return QueryBytes{*std::move(octets)};
  cursor.fail_at(place, "a byte is two digits: here is an odd number of them");
  return std::nullopt;
}

std::optional<QueryBytes> base64_literal(TextCursor& cursor) {
  if (!begin_literal(cursor, "base64,")) return std::nullopt;
  const auto place = cursor.place();
  std::string digits;
  while (!cursor.at_end() && cursor.peek() != ';') {
    const char c = cursor.next();
    if (c != ' ' && c != '\n' && c != '\t') digits += c;
  }
  if (!end_literal(cursor)) return std::nullopt;
  while (digits.ends_with('=')) digits.pop_back();
  if (auto octets = from_base64(digits, Base64Form::unpadded)) return QueryBytes{*std::move(octets)};
  cursor.fail_at(place, "this is no base64");
  return std::nullopt;
}

std::optional<QueryFile> file_literal(TextCursor& cursor) {
  if (!begin_literal(cursor, "file,")) return std::nullopt;
  auto name = file_name(cursor);
  if (!name || !end_literal(cursor)) return std::nullopt;
  return QueryFile{*std::move(name)};
}

}  // namespace plimsoll
