#include "scenarios/hurl/hurl_parsing.h"

#include "core/utf8.h"
#include "scenarios/hurl/hurl_body.h"
#include "scenarios/hurl/hurl_lines.h"
#include "scenarios/hurl/hurl_sections.h"
#include "scenarios/queries/hurl_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// At its first character: to the comment or the end of the line.
bool read_url(TextCursor& cursor, HurlText& url) {
  url.place = cursor.place();
  auto read = line_text(cursor);
  if (!read) return false;
  url.text = *std::move(read);
  const auto& text = url.text;
  if (!text.varies() && text.fixed().empty()) return cursor.expected("a URL");
  const bool has_scheme = text.literals.front().starts_with("http://") ||
                          text.literals.front().starts_with("https://") || text.literals.front().empty() ||
                          text.literals.front().starts_with("http+unix://");
  if (!has_scheme) return cursor.fail_at(url.place, "a URL begins with http:// or https://, or with {{name}}");
  const bool has_blank = std::any_of(text.literals.begin(), text.literals.end(),
                                     [](const auto& piece) { return piece.find(' ') != std::string::npos; });
  return !has_blank || cursor.fail_at(url.place, "a URL has no blank: write %20");
}

void refuse_method(TextCursor& cursor, const HurlRequest& request) {
  for (const auto* sent : {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"})
    if (request.method == sent) return;
  cursor.refuse(request.place,
                fmt::format("{}: GET, POST, PUT, PATCH, DELETE and HEAD are sent, no other", request.method));
}

// Comments that are orders to Hurl, an experiment of its own.
void refuse_orders(TextCursor& cursor, TextPlace place, std::string_view comments) {
  if (comments.find("@cookie_storage_") != std::string_view::npos)
    cursor.refuse(place, "@cookie_storage_...: the cookies of a file are kept as they come: leave the comment out");
}

bool read_request(TextCursor& cursor, HurlRequest& request) {
  const auto comments = cursor.offset();
  const auto place = cursor.place();
  skip_lines(cursor);
  refuse_orders(cursor, place, cursor.since(comments));
  request.place = cursor.place();
  request.method = cursor.take_while(is_upper);
  if (request.method.empty()) return cursor.expected("a method and a URL: GET https://api.test/health");
  refuse_method(cursor, request);
  if (cursor.peek() != ' ' && cursor.peek() != '\t') return cursor.expected("a blank and a URL");
  cursor.skip_blanks();
  if (!read_url(cursor, request.url) || !end_line(cursor) || !read_pairs(cursor, request.headers)) return false;
  if (!read_sections(cursor, request)) return false;
  HurlBody body;
  const auto line = read_body(cursor, body);
  if (line == HurlLine::read) request.body = std::move(body);
  return line != HurlLine::wrong;
}

bool read_version(TextCursor& cursor, HurlResponse& response) {
  cursor.take("HTTP");
  if (!cursor.take("/")) return true;
  for (const auto* version : {"1.0", "1.1", "2", "3"}) {
    if (!cursor.take(version)) continue;
    response.version = version;
    if (response.version != "1.1")
      cursor.refuse(response.place, fmt::format("HTTP/{}: only HTTP/1.1 is spoken: write HTTP", version));
    return true;
  }
  return cursor.expected("HTTP, HTTP/1.0, HTTP/1.1, HTTP/2 or HTTP/3");
}

bool read_status(TextCursor& cursor, HurlResponse& response) {
  if (cursor.peek() != ' ' && cursor.peek() != '\t') return cursor.expected("a blank and a status");
  cursor.skip_blanks();
  response.status_place = cursor.place();
  if (cursor.take("*")) return true;
  const auto digits = cursor.take_while([](char c) { return c >= '0' && c <= '9'; });
  int status = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), status);
  if (error != std::errc()) return cursor.expected("a status like 200, or *");
  response.status = status;
  return true;
}

bool read_response(TextCursor& cursor, HurlEntry& entry) {
  const auto before = cursor.mark();
  skip_lines(cursor);
  if (!cursor.sees("HTTP")) {
    cursor.back_to(before);
    return true;
  }
  auto& response = entry.response.emplace();
  response.place = cursor.place();
  if (!read_version(cursor, response) || !read_status(cursor, response) || !end_line(cursor)) return false;
  if (!read_pairs(cursor, response.headers) || !read_sections(cursor, response)) return false;
  HurlBody body;
  const auto line = read_body(cursor, body);
  if (line == HurlLine::read) response.body = std::move(body);
  return line != HurlLine::wrong;
}

bool sees_entry(TextCursor& cursor) {
  const auto before = cursor.mark();
  skip_lines(cursor);
  const bool is_there = !cursor.at_end();
  cursor.back_to(before);
  return is_there;
}

bool read_entries(TextCursor& cursor, HurlFile& file) {
  while (sees_entry(cursor)) {
    HurlEntry entry;
    if (!read_request(cursor, entry.request) || !read_response(cursor, entry)) return false;
    file.entries.push_back(std::move(entry));
  }
  return true;
}

// Stops at the first byte that is none.
bool is_utf8_to_the_end(TextCursor& cursor, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto point = first_code_point(text.substr(at));
    if (!point.valid) {
      while (cursor.offset() < at) cursor.next();
      return cursor.fail("a .hurl file is UTF-8, and this byte is none: bytes are written as hex,...; or base64,...;");
    }
    at += point.length;
  }
  return true;
}

}  // namespace

HurlParse parse_hurl(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  TextCursor cursor(text);
  HurlParse parse;
  const bool is_read = is_utf8_to_the_end(cursor, text) && read_entries(cursor, parse.file);
  parse.faults = cursor.refusals();
  if (!is_read && cursor.fault()) parse.faults.push_back(*cursor.fault());
  return parse;
}

std::vector<Finding> findings_of(const HurlParse& parse, const std::string& file) {
  std::vector<Finding> findings;
  for (const auto& fault : parse.faults) findings.push_back(finding_of(fault, file));
  if (findings.empty() && parse.file.entries.empty()) findings.push_back({file, "", "there is no entry in it"});
  return findings;
}

Finding finding_of(const TextFault& fault, const std::string& file) {
  return {fmt::format("{}:{}:{}", file, fault.place.line, fault.place.column), "", fault.message};
}

}  // namespace plimsoll
