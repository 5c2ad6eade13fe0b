#pragma once

// What an answer is expected to be: the closed set of checks. Plain data, judged by engine/checks. Immutable; any
// thread.

#include "core/time.h"
#include "scenarios/comparing/comparison_rules.h"
#include "scenarios/query.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace plimsoll {

class JsonSchema;

// Matches if any of these does; 2 stands for the class 2xx (200 to 299).
struct StatusCheck {
  std::vector<int> codes;    // 100 to 599
  std::vector<int> classes;  // 1 to 5

  bool holds(int status) const {
    return std::find(codes.begin(), codes.end(), status) != codes.end() ||
           std::find(classes.begin(), classes.end(), status / 100) != classes.end();
  }
  // "200", "200 or 404", "2xx, 3xx or 4xx"
  std::string words() const {
    std::string text;
    const auto count = codes.size() + classes.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) text += i + 1 < count ? ", " : " or ";
      text += i < codes.size() ? std::to_string(codes[i]) : std::to_string(classes[i - codes.size()]) + "xx";
    }
    return text;
  }
};

struct HeaderCheck {
  enum class Kind { exists, equals, contains, matches };
  std::string name;  // any case
  Kind kind = Kind::equals;
  std::string value;
};

struct ResponseTimeCheck {
  Nanos below;
};

struct BodyContainsCheck {
  std::string text;
};
struct BodyMatchesCheck {
  std::string regex;
};  // ECMAScript, found anywhere
struct BodyIsJsonCheck {};

// One place of the answer: $, .name, ['name'], [n], [*], ..name. With several matches every one must hold.
struct JsonPathCheck {
  enum class Type { null, boolean, number, integer, string, array, object };
  struct Exists {
    bool wanted;
  };
  struct Equals {
    std::shared_ptr<const nlohmann::json> value;              // null: the line of its row
    double within = 0;                                        // numbers may differ by so much
    std::shared_ptr<const std::vector<std::string>> lines{};  // JSON, one for each row or body
  };
  struct Between {
    double low;
    double high;
  };
  struct HasType {
    Type type;
  };
  struct Length {
    std::optional<std::uint64_t> low, high;
  };  // of arrays, objects and strings (in bytes)
  using Expectation = std::variant<Exists, Equals, Between, HasType, Length>;

  std::string path;
  Expectation expectation;
};

// The whole answer is like this one, by the rules.
struct JsonEqualsCheck {
  std::shared_ptr<const nlohmann::json> value;  // null: the line of its row
  std::shared_ptr<const std::string> text;      // as it was written; null: it is only a value
  std::string label;                            // the file it came from, or ""
  ComparisonRules rules;
  std::shared_ptr<const std::vector<std::string>> lines{};  // JSON, one for each row or body
};

// The whole answer is as this schema has it (json_schema/json_schema.h).
struct SchemaCheck {
  std::shared_ptr<const JsonSchema> schema;
};

// The numbers of a JSON answer are ones that JSON and a double have: no NaN, no infinity, nothing beyond a double; and
// no null within a list at this place or below it, which is how servers write a NaN that their JSON has no word for.
struct FiniteCheck {
  std::string path;  // "$.predictions", "$.outputs[*].data", "$"
};

// The answer is one of this protocol (protocols/protocol_list.h): its errors are told in their own words, those within
// a 200 too.
struct ProtocolAnswerCheck {
  std::string protocol;
};

using Check =
    std::variant<StatusCheck, HeaderCheck, ResponseTimeCheck, BodyContainsCheck, BodyMatchesCheck, BodyIsJsonCheck,
                 JsonPathCheck, JsonEqualsCheck, SchemaCheck, QueryCheck, FiniteCheck, ProtocolAnswerCheck>;

}  // namespace plimsoll
