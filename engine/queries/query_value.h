#pragma once

// What a query finds, and the variables that hold it. Values; any thread.

#include "core/error.h"
#include "engine/queries/date_text.h"
#include "scenarios/query.h"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace plimsoll {

// An attribute without a value: a cookie's Secure.
struct QueryPresence {};

using QueryValue = std::variant<nlohmann::json, QueryBytes, QueryDate, QueryPresence>;

// None: there is nothing; that is no error.
using QueryResult = Result<std::optional<QueryValue>>;

struct QueryVariables {
  std::map<std::string, QueryValue, std::less<>> values;

  const QueryValue* find(std::string_view name) const {
    const auto found = values.find(name);
    return found == values.end() ? nullptr : &found->second;
  }
};

// Of a text; null: it is none.
const std::string* text_of(const QueryValue& value);

// "a string", "a list": for messages.
std::string_view type_of(const QueryValue& value);

// As it stands where a text is filled in: 1.0, true, null, 2026-01-31T08:05:09.123456Z. None: lists, objects and bytes
// are no text.
std::optional<std::string> rendered(const QueryValue& value);

// Of one line, cut after about 80 bytes: what messages show of it.
std::string shown(const QueryValue& value);

}  // namespace plimsoll
