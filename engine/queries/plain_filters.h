#pragma once

// The filters that need nothing but a value and texts. Pure, but for those that ask for the time; any thread.

#include "engine/queries/query_value.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace plimsoll {

struct PlainFilter {
  QueryFilter::Kind kind = QueryFilter::Kind::count;
  const std::string& argument;
  const std::string& replacement;
  std::int64_t index = 0;
};

QueryResult plain_filter(const PlainFilter& filter, const QueryValue& value);

std::string_view to_string(QueryFilter::Kind kind);  // as Hurl writes it

// "toInt is not for a list".
Error not_for(QueryFilter::Kind kind, const QueryValue& value);

}  // namespace plimsoll
