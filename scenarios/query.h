#pragma once

// What can be read out of an answer, how it is changed on its way, and what it is expected to be: the queries, filters
// and predicates of Hurl 8, which captures and checks share. Evaluated by engine/queries. Plain data, part of the plan;
// any thread.

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace plimsoll {

// One {{...}}: a variable, or a function.
struct QueryInsertion {
  enum class Source {
    variable,     // of the name; with the type that it was captured with
    environment,  // getEnv: a variable of the environment of the name
    new_uuid,
    new_date,  // the instant, RFC 3339
  };
  Source source = Source::variable;
  std::string name;
};

// Text that may hold {{...}}.
struct QueryText {
  std::vector<std::string> literals = {""};  // around the insertions: one more than these
  std::vector<QueryInsertion> insertions{};

  QueryText() = default;
  QueryText(std::string text) : literals{std::move(text)} {}  // NOLINT(google-explicit-constructor): a text is one
  bool varies() const { return !insertions.empty(); }
  const std::string& fixed() const { return literals.front(); }  // where it does not vary
};

struct QueryFilter {
  enum class Kind {
    base64_decode,
    base64_encode,
    base64_url_safe_decode,
    base64_url_safe_encode,
    charset_decode,  // argument: the character set; `decode` is its older name
    count,
    date_format,  // argument: as strftime; `format` is its older name
    days_after_now,
    days_before_now,
    first,
    html_escape,
    html_unescape,
    json_path,  // argument
    last,
    location,  // of one of `redirects`
    nth,       // index; argument where that is a {{...}}
    regex,     // argument: its first group
    replace,   // argument by replacement, as text
    replace_regex,
    split,    // argument: what stands between
    to_date,  // argument: as strftime, "%+" is RFC 3339
    to_float,
    to_hex,
    to_int,
    to_string,
    url_decode,
    url_encode,
    url_query_param,  // argument: its name
    utf8_decode,
    utf8_encode,
  };
  Kind kind = Kind::count;
  QueryText argument{};
  QueryText replacement{};
  std::int64_t index = 0;  // below 0: from the end
};

struct Query {
  enum class Source {
    status,
    version,    // "1.1"
    url,        // where the answer came from, after redirects
    ip,         // of the other end
    header,     // argument: its name in any case; several values are a list
    cookie,     // argument: its name, of Set-Cookie
    body,       // as text
    bytes,      // of the body, its coding undone
    json_path,  // argument; one match is its value, several are a list
    regex,      // argument: its first group, in the body
    variable,   // argument: its name
    duration,   // sent to the last byte, in milliseconds
    sha256,     // of the bytes
    md5,
    redirects,  // those followed on the way
    text,       // that a language model answered with, of a stream or of a whole body
  };
  enum class CookiePart { value, expires, max_age, domain, path, secure, http_only, same_site };

  Source source = Source::status;
  QueryText argument{};
  CookiePart cookie_part = CookiePart::value;
  std::vector<QueryFilter> filters{};
  std::string label{};  // as it was written, for messages: jsonpath "$.id" toInt
};

// What of an answer must be kept for it.
inline bool asks_for_body(const Query& query) {
  using Source = Query::Source;
  return query.source == Source::body || query.source == Source::bytes || query.source == Source::json_path ||
         query.source == Source::regex || query.source == Source::sha256 || query.source == Source::md5 ||
         query.source == Source::text;
}
inline bool asks_for_headers(const Query& query) {
  using Source = Query::Source;
  return query.source == Source::header || query.source == Source::cookie || query.source == Source::body ||
         query.source == Source::regex;
}
inline bool asks_for_origin(const Query& query) {
  using Source = Query::Source;
  return query.source == Source::url || query.source == Source::ip || query.source == Source::redirects;
}

struct QueryBytes {
  std::string octets;
};
struct QueryFile {
  QueryText name;  // its content as bytes; whoever reads the plan puts QueryBytes in its place
};
// What a predicate compares with.
using QueryOperand =
    std::variant<std::shared_ptr<const nlohmann::json>, QueryText, QueryInsertion, QueryBytes, QueryFile>;

struct Predicate {
  enum class Kind {
    equals,
    not_equals,
    greater,
    greater_or_equal,
    less,
    less_or_equal,
    starts_with,
    ends_with,
    contains,  // a part of a text, of bytes; an element of a list
    includes,  // an element of a list; the older name
    matches,   // operand: a regular expression, found anywhere
    exists,
    is_boolean,
    is_collection,
    is_date,
    is_empty,
    is_float,
    is_integer,
    is_ipv4,
    is_ipv6,
    is_iso_date,
    is_list,
    is_number,
    is_object,
    is_string,
    is_uuid,
  };
  Kind kind = Kind::exists;
  bool negated = false;
  QueryOperand operand = QueryText();  // from `equals` to `matches`
  std::string label{};                 // as it was written: not contains "x"
};

struct QueryCheck {
  Query query;
  Predicate predicate;
};

}  // namespace plimsoll
