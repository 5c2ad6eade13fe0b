#include "scenarios/hurl/hurl_sections.h"

#include "core/nearest_name.h"
#include "scenarios/hurl/hurl_lines.h"
#include "scenarios/hurl/hurl_options.h"
#include "scenarios/queries/filter_parsing.h"
#include "scenarios/queries/hurl_text.h"
#include "scenarios/queries/query_parsing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

// [Name] and its line end. Other: none stands here; an empty JSON list is none.
HurlLine read_name(TextCursor& cursor, std::string& name, TextPlace& place) {
  const auto before = cursor.mark();
  skip_lines(cursor);
  place = cursor.place();
  if (cursor.take("[")) {
    name = cursor.take_while(is_word_character);
    if (!name.empty() && cursor.take("]")) return end_line(cursor) ? HurlLine::read : HurlLine::wrong;
  }
  cursor.back_to(before);
  return HurlLine::other;
}

bool read_basic_auth(TextCursor& cursor, HurlRequest& request) {
  HurlPair pair;
  const auto line = read_pair(cursor, pair);
  if (line == HurlLine::read) request.basic_auth = std::move(pair);
  return line != HurlLine::wrong;
}

// file,NAME; TYPE: at its first letter.
bool read_file_part(TextCursor& cursor, HurlPart& part) {
  part.is_file = true;
  auto file = file_literal(cursor);
  if (!file) return false;
  part.value.text = std::move(file->name);
  cursor.skip_blanks();
  HurlText type;
  type.place = cursor.place();
  auto text = line_text(cursor);
  if (!text) return false;
  type.text = *std::move(text);
  if (type.text.varies() || !type.text.fixed().empty()) part.content_type = std::move(type);
  return true;
}

bool read_field_part(TextCursor& cursor, HurlPart& part) {
  auto text = line_text(cursor);
  if (!text) return false;
  part.value.text = *std::move(text);
  return true;
}

bool read_parts(TextCursor& cursor, HurlRequest& request) {
  for (;;) {
    HurlPart part;
    const auto line = read_key(cursor, part.key);
    if (line != HurlLine::read) return line == HurlLine::other;
    part.value.place = cursor.place();
    const bool is_read = cursor.sees("file,") ? read_file_part(cursor, part) : read_field_part(cursor, part);
    if (!is_read || !end_line(cursor)) return false;
    request.multipart.push_back(std::move(part));
  }
}

bool read_captures(TextCursor& cursor, HurlResponse& response) {
  for (;;) {
    HurlCapture capture;
    const auto line = read_key(cursor, capture.name);
    if (line != HurlLine::read) return line == HurlLine::other;
    auto query = parse_query(cursor);
    if (!query) return false;
    capture.query = *std::move(query);
    cursor.skip_blanks();
    capture.is_secret = cursor.take("redact");
    if (!end_line(cursor)) return false;
    response.captures.push_back(std::move(capture));
  }
}

// A query begins with a small letter, and so does nothing else that may stand here but a body of bytes or a file.
bool sees_query(const TextCursor& cursor) {
  const bool is_body = cursor.sees("base64,") || cursor.sees("hex,") || cursor.sees("file,") || cursor.sees("true") ||
                       cursor.sees("false") || cursor.sees("null");
  return cursor.peek() >= 'a' && cursor.peek() <= 'z' && !is_body;
}

bool read_asserts(TextCursor& cursor, HurlResponse& response) {
  for (;;) {
    const auto before = cursor.mark();
    skip_lines(cursor);
    HurlAssert one;
    one.place = cursor.place();
    if (!sees_query(cursor)) {
      cursor.back_to(before);
      return true;
    }
    auto check = parse_query_check(cursor);
    if (!check || !end_line(cursor)) return false;
    one.check = *std::move(check);
    response.asserts.push_back(std::move(one));
  }
}

bool read_named(TextCursor& cursor, std::string_view name, HurlRequest& request) {
  if (name == "Query" || name == "QueryStringParams") return read_pairs(cursor, request.query);
  if (name == "Form" || name == "FormParams") return read_pairs(cursor, request.form);
  if (name == "Multipart" || name == "MultipartFormData") return read_parts(cursor, request);
  if (name == "Cookies") return read_pairs(cursor, request.cookies);
  return name == "BasicAuth" ? read_basic_auth(cursor, request) : read_options(cursor, request.options);
}

bool read_named(TextCursor& cursor, std::string_view name, HurlResponse& response) {
  return name == "Captures" ? read_captures(cursor, response) : read_asserts(cursor, response);
}

constexpr std::array<std::string_view, 9> kOfRequests = {"Query",      "QueryStringParams", "Form",
                                                         "FormParams", "Multipart",         "MultipartFormData",
                                                         "Cookies",    "BasicAuth",         "Options"};
constexpr std::array<std::string_view, 2> kOfResponses = {"Captures", "Asserts"};

// [Query] and [QueryStringParams] are the same.
std::string_view short_name(std::string_view name) {
  if (name == "QueryStringParams") return "Query";
  if (name == "FormParams") return "Form";
  return name == "MultipartFormData" ? "Multipart" : name;
}

template <class Part>
bool read_all(TextCursor& cursor, std::span<const std::string_view> known, std::string_view of, Part& part) {
  std::vector<std::string> seen;
  for (;;) {
    std::string name;
    TextPlace place;
    const auto line = read_name(cursor, name, place);
    if (line != HurlLine::read) return line == HurlLine::other;
    if (std::find(known.begin(), known.end(), name) == known.end())
      return cursor.fail_at(place, fmt::format("[{}] is no section of {}{}", name, of, name_advice(name, known)));
    if (std::find(seen.begin(), seen.end(), short_name(name)) != seen.end())
      return cursor.fail_at(place, fmt::format("there is a section [{}] already", name));
    seen.emplace_back(short_name(name));
    if (!read_named(cursor, name, part)) return false;
  }
}

}  // namespace

bool read_sections(TextCursor& cursor, HurlRequest& request) {
  return read_all(cursor, kOfRequests, "a request", request);
}

bool read_sections(TextCursor& cursor, HurlResponse& response) {
  return read_all(cursor, kOfResponses, "an answer", response);
}

}  // namespace plimsoll
