#include "scenarios/queries/query_parsing.h"

#include "core/nearest_name.h"
#include "core/text.h"
#include "scenarios/queries/filter_parsing.h"
#include "scenarios/queries/predicate_parsing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace plimsoll {
namespace {

using Source = Query::Source;
using Part = Query::CookiePart;

enum class Argument { none, quoted, pattern, cookie };

struct QueryRow {
  std::string_view word;
  Source source;
  Argument argument = Argument::none;
};

constexpr std::array<QueryRow, 15> kQueries = {{{"status", Source::status},
                                                {"version", Source::version},
                                                {"url", Source::url},
                                                {"ip", Source::ip},
                                                {"header", Source::header, Argument::quoted},
                                                {"cookie", Source::cookie, Argument::cookie},
                                                {"body", Source::body},
                                                {"bytes", Source::bytes},
                                                {"jsonpath", Source::json_path, Argument::quoted},
                                                {"regex", Source::regex, Argument::pattern},
                                                {"variable", Source::variable, Argument::quoted},
                                                {"duration", Source::duration},
                                                {"sha256", Source::sha256},
                                                {"md5", Source::md5},
                                                {"redirects", Source::redirects}}};

struct RefusedRow {
  std::string_view word;
  bool has_argument;
  std::string_view remedy;
};

constexpr std::array<RefusedRow, 3> kRefused = {
    {{"xpath", true, "XPath is not done: ask by regex, or by jsonpath where the answer can be JSON"},
     {"certificate", true, "certificates are not asked about: leave the line out"},
     {"rawbytes", false, "the bytes before their coding is undone are not kept: ask for bytes"}}};

// "LSID[Max-Age]": the part behind the name is taken off it.
std::optional<Part> take_cookie_part(std::string& name) {
  constexpr std::array<std::pair<std::string_view, Part>, 8> kParts = {{{"value", Part::value},
                                                                        {"expires", Part::expires},
                                                                        {"max-age", Part::max_age},
                                                                        {"domain", Part::domain},
                                                                        {"path", Part::path},
                                                                        {"secure", Part::secure},
                                                                        {"httponly", Part::http_only},
                                                                        {"samesite", Part::same_site}}};
  const auto bracket = name.find('[');
  if (bracket == std::string::npos) return Part::value;
  if (!name.ends_with(']')) return std::nullopt;
  const auto word = lower_case(trimmed(std::string_view(name).substr(bracket + 1, name.size() - bracket - 2)));
  const auto* found = std::find_if(kParts.begin(), kParts.end(), [&](const auto& row) { return row.first == word; });
  name.resize(bracket);
  return found == kParts.end() ? std::nullopt : std::optional(found->second);
}

bool read_cookie(TextCursor& cursor, Query& query) {
  const auto place = cursor.place();
  auto text = quoted_argument(cursor, "cookie");
  if (!text) return false;
  const auto part = take_cookie_part(text->literals.back());
  if (!part)
    return cursor.fail_at(
        place, "expected one of Value, Expires, Max-Age, Domain, Path, Secure, HttpOnly, SameSite within [ ]");
  query.argument = *std::move(text);
  query.cookie_part = *part;
  return true;
}

bool read_argument(TextCursor& cursor, const QueryRow& row, Query& query) {
  if (row.argument == Argument::none) return true;
  if (row.argument == Argument::cookie) return read_cookie(cursor, query);
  auto text = row.argument == Argument::quoted ? quoted_argument(cursor, row.word) : pattern_argument(cursor, row.word);
  if (!text) return false;
  query.argument = *std::move(text);
  return true;
}

bool refuse_query(TextCursor& cursor, const RefusedRow& row, TextPlace place) {
  if (row.has_argument && !quoted_argument(cursor, row.word)) return false;
  cursor.refuse(place, fmt::format("{}: {}", row.word, row.remedy));
  return true;
}

// What it is read out of.
bool read_source(TextCursor& cursor, Query& query) {
  const auto place = cursor.place();
  const auto word = cursor.take_while(is_word_character);
  for (const auto& row : kRefused)
    if (row.word == word) return refuse_query(cursor, row, place);
  const auto* row = std::find_if(kQueries.begin(), kQueries.end(), [&](const auto& one) { return one.word == word; });
  if (row != kQueries.end()) {
    query.source = row->source;
    return read_argument(cursor, *row, query);
  }
  if (word.empty()) return cursor.expected("a query: status, header, body, jsonpath, ...");
  std::vector<std::string_view> names;
  names.reserve(std::size(kQueries));
  for (const auto& one : kQueries) names.push_back(one.word);
  return cursor.fail_at(place, fmt::format("\"{}\" is no query{}", word, name_advice(word, names)));
}

template <class Parsed>
Result<Parsed> parsed_alone(std::string_view text, std::optional<Parsed> (*parse)(TextCursor&)) {
  TextCursor cursor(text);
  auto parsed = parse(cursor);
  if (parsed) cursor.skip_blanks();
  if (parsed && !cursor.at_end()) cursor.expected("the end");
  if (!cursor.fault() && cursor.refusals().empty()) return *std::move(parsed);
  const auto& fault = cursor.fault() ? *cursor.fault() : cursor.refusals().front();
  return invalid(fmt::format("column {}: {}", fault.place.column, fault.message));
}

}  // namespace

std::optional<Query> parse_query(TextCursor& cursor) {
  const auto begin = cursor.offset();
  Query query;
  if (!read_source(cursor, query) || !read_filters(cursor, query.filters)) return std::nullopt;
  query.label = cursor.since(begin);
  return query;
}

std::optional<QueryCheck> parse_query_check(TextCursor& cursor) {
  auto query = parse_query(cursor);
  if (!query) return std::nullopt;
  if (cursor.peek() != ' ' && cursor.peek() != '\t') {
    cursor.expected("a blank and a predicate: == 3, exists, contains \"x\"");
    return std::nullopt;
  }
  cursor.skip_blanks();
  auto predicate = parse_predicate(cursor);
  if (!predicate) return std::nullopt;
  return QueryCheck{*std::move(query), *std::move(predicate)};
}

Result<Query> parse_query(std::string_view text) { return parsed_alone<Query>(text, &parse_query); }
Result<QueryCheck> parse_query_check(std::string_view text) {
  return parsed_alone<QueryCheck>(text, &parse_query_check);
}

}  // namespace plimsoll
