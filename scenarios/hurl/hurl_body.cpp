#include "scenarios/hurl/hurl_body.h"

#include "scenarios/hurl/hurl_json.h"
#include "scenarios/queries/hurl_text.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

using Kind = HurlBody::Kind;

// To the end of the root element: of what XML has, only what tells where that is.
class XmlScanner {
 public:
  explicit XmlScanner(TextCursor& cursor) : cursor_(cursor) {}

  bool scan() {
    do {
      cursor_.take_while([](char c) { return c != '<'; });
      if (cursor_.at_end()) return cursor_.expected("the end of the XML's root element");
      if (!markup()) return false;
    } while (!open_.empty() || !has_root_);
    return true;
  }

 private:
  bool skip_to(std::string_view end) {
    while (!cursor_.at_end() && !cursor_.sees(end)) cursor_.next();
    return cursor_.take(end) || cursor_.expected(fmt::format("{} within the XML", end));
  }

  bool markup() {
    if (cursor_.take("<!--")) return skip_to("-->");
    if (cursor_.take("<![CDATA[")) return skip_to("]]>");
    if (cursor_.take("<?")) return skip_to("?>");
    if (cursor_.take("<!")) return skip_to(">");
    return cursor_.take("</") ? end_tag() : tag();
  }

  static bool is_of_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':' ||
           c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
  }

  // Behind </
  bool end_tag() {
    const auto place = cursor_.place();
    const auto name = cursor_.take_while(is_of_name);
    if (open_.empty() || name != open_.back())
      return cursor_.fail_at(place, fmt::format("</{}> ends no element that is open in the XML", name));
    open_.pop_back();
    return skip_to(">");
  }

  bool tag() {
    cursor_.next();
    const auto place = cursor_.place();
    const auto name = cursor_.take_while(is_of_name);
    if (name.empty() || (name.front() >= '0' && name.front() <= '9') || name.front() == '-' || name.front() == '.')
      return cursor_.fail_at(place, "expected the name of an element of the XML");
    char last = '\0';
    while (!cursor_.at_end() && cursor_.peek() != '>') {
      last = cursor_.next();
      if (last == '<') return cursor_.fail("a tag of the XML is not closed");
      if (last != '"' && last != '\'') continue;
      if (!skip_to(std::string_view(&last, 1))) return false;
    }
    if (!cursor_.take(">")) return cursor_.expected("> within the XML");
    has_root_ = true;
    if (last != '/') open_.push_back(name);
    return true;
  }

  TextCursor& cursor_;
  std::vector<std::string_view> open_;  // the names of the elements around
  bool has_root_ = false;
};

bool read_xml(TextCursor& cursor, HurlBody& body) {
  const auto begin = cursor.offset();
  if (!XmlScanner(cursor).scan()) return false;
  body.kind = Kind::xml;
  body.text = QueryText(std::string(cursor.since(begin)));
  return true;
}

bool read_json_body(TextCursor& cursor, HurlBody& body) {
  auto json = read_json(cursor);
  if (!json) return false;
  body.kind = Kind::json;
  body.text = std::move(json->text);
  body.within_string = std::move(json->within_string);
  return true;
}

constexpr std::string_view kJsonBlanks = " \t\r\n";

// What stands between the values of a JSON text: a server is sent none of it.
void drop_blanks(QueryText& json) {
  bool within_string = false;
  bool is_escaped = false;
  for (auto& literal : json.literals)
    std::erase_if(literal, [&](char c) {
      if (!within_string && kJsonBlanks.find(c) != std::string_view::npos) return true;
      if (c == '"' && !is_escaped) within_string = !within_string;
      is_escaped = c == '\\' && !is_escaped;
      return false;
    });
}

void trim_ends(QueryText& text) {
  auto& first = text.literals.front();
  first.erase(0, first.find_first_not_of(kJsonBlanks));
  auto& last = text.literals.back();
  last.resize(last.find_last_not_of(kJsonBlanks) + 1);
}

// {...} behind the word `variables`, which begins a line.
bool read_graphql_variables(TextCursor& cursor, HurlBody& body) {
  cursor.take("variables");
  cursor.skip_blanks();
  if (cursor.peek() != '{') return cursor.expected("{ behind variables");
  auto json = read_json(cursor);
  if (!json) return false;
  drop_blanks(json->text);
  body.variables = std::move(json->text);
  body.variables_within_string = std::move(json->within_string);
  cursor.take_while([](char c) { return kJsonBlanks.find(c) != std::string_view::npos; });
  return cursor.take("```") || cursor.expected("``` at the end of the text");
}

bool read_query_and_variables(TextCursor& cursor, HurlBody& body) {
  const auto first_line = cursor.place().line;
  while (!cursor.at_end() && !cursor.sees("```")) {
    const bool begins_line = cursor.place().column == 1 && cursor.place().line > first_line;
    if (begins_line && cursor.sees("variables")) return read_graphql_variables(cursor, body);
    if (!cursor.sees("{{")) {
      body.text.literals.back() += cursor.next();
      continue;
    }
    auto one = insertion(cursor);
    if (!one) return false;
    body.text.insertions.push_back(*std::move(one));
    body.text.literals.emplace_back();
  }
  return cursor.take("```") || cursor.expected("``` at the end of the text");
}

bool read_graphql(TextCursor& cursor, HurlBody& body) {
  body.kind = Kind::graphql;
  if (!read_query_and_variables(cursor, body)) return false;
  trim_ends(body.text);
  return true;
}

bool read_block(TextCursor& cursor, HurlBody& body) {
  cursor.take("```");
  const auto language = block_language(cursor);
  if (!language) return false;
  if (*language == "graphql") return read_graphql(cursor, body);
  if (*language == "json") body.kind = Kind::json;
  if (*language == "xml") body.kind = Kind::xml;
  auto text = block_text(cursor, *language != "raw");
  if (!text) return false;
  body.text = *std::move(text);
  return true;
}

template <class Literal>
bool read_octets(std::optional<Literal> literal, HurlBody& body) {
  if (!literal) return false;
  body.kind = Kind::bytes;
  body.octets = std::move(literal->octets);
  return true;
}

bool read_named_file(TextCursor& cursor, HurlBody& body) {
  auto file = file_literal(cursor);
  if (!file) return false;
  body.kind = Kind::file;
  body.text = std::move(file->name);
  return true;
}

bool read_line(TextCursor& cursor, HurlBody& body) {
  auto text = backtick_text(cursor);
  if (!text) return false;
  body.text = *std::move(text);
  return true;
}

bool read_content(TextCursor& cursor, HurlBody& body) {
  if (cursor.sees("```")) return read_block(cursor, body);
  if (cursor.peek() == '`') return read_line(cursor, body);
  if (sees_json(cursor)) return read_json_body(cursor, body);
  if (cursor.peek() == '<') return read_xml(cursor, body);
  if (cursor.sees("base64,")) return read_octets(base64_literal(cursor), body);
  return cursor.sees("hex,") ? read_octets(hex_literal(cursor), body) : read_named_file(cursor, body);
}

bool sees_body(const TextCursor& cursor) {
  return cursor.peek() == '`' || cursor.peek() == '<' || sees_json(cursor) || cursor.sees("base64,") ||
         cursor.sees("hex,") || cursor.sees("file,");
}

}  // namespace

HurlLine read_body(TextCursor& cursor, HurlBody& body) {
  const auto before = cursor.mark();
  skip_lines(cursor);
  body.place = cursor.place();
  if (!sees_body(cursor)) {
    cursor.back_to(before);
    return HurlLine::other;
  }
  return read_content(cursor, body) && end_line(cursor) ? HurlLine::read : HurlLine::wrong;
}

}  // namespace plimsoll
