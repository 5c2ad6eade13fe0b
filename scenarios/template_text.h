#pragma once

// Text with places that are filled in anew for each request: {{row.age}}, {{random.int 1 100}}, {{row.name | json}}.
// Compiled before the run, so that every name is known to be right. Plain data; any thread.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// How a value is written where it stands.
enum class Escape {
  none,
  json_value,  // a JSON value of its own: a number stays a number, text gets its quotes
  json_text,   // within a JSON string
  path,        // a segment of a path
  url,         // a whole path with its query, encoded as people write it
  query,       // within a query
  form,        // within a form
  header,      // on one line
};

struct TemplateFilter {
  enum class Kind { json, url, base64, round };
  Kind kind = Kind::json;
  int digits = 0;  // behind the point, of round
};

// One {{...}}.
struct Insertion {
  enum class Source {
    constant,       // text, known before the run
    column,         // of the row of a feeder
    captured,       // out of an answer before
    user,           // the number of the user, from 1
    sequence,       // how often the task was begun, from 1
    uuid,           // RFC 4122, version 4, of the run's seed
    random_int,     // evenly, both ends included
    random_normal,  // low is the mean, high the standard deviation
    random_choice,
    unique_int,     // 0 to 2^31 - 1, another one each time until all were there
    unique_number,  // low, changed by at most a millionth, another one each time
    now,            // 2026-01-31T08:05:09.123Z
    now_unix,       // seconds since 1970, whole
    now_unix_ms,    // milliseconds
  };
  Source source = Source::constant;
  std::size_t feeder = 0;  // index in Scenario::feeders
  std::size_t column = 0;  // index in the feeder's columns
  std::uint32_t row = 0;   // of a body of several rows: which of them
  std::size_t slot = 0;    // index in Scenario::captured
  double low = 0;
  double high = 0;
  std::vector<std::string> words;  // of a choice; of a constant the one
  std::vector<TemplateFilter> filters;
  Escape escape = Escape::none;
};

bool has_template(std::string_view text);

// Whether {{text}} may name data, or a value of its own: letters, digits, _ and -, no digit first.
bool is_template_name(std::string_view text);
// user, seq, random, env and their like mean something already.
bool is_taken_name(std::string_view text);

// Where the insertion that begins there with {{ ends: at its }}, those in quotes apart; npos: nowhere.
std::size_t end_of_insertion(std::string_view text, std::size_t open);

struct TemplateText {
  std::vector<std::string> literals = {""};  // around the insertions: one more than these
  std::vector<Insertion> insertions;

  bool varies() const { return !insertions.empty(); }
};

}  // namespace plimsoll
