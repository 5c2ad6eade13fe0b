#pragma once

// `expect` of a request: how checks are written. Immutable tables; any thread.

#include "scenarios/check.h"
#include "scenarios/fields/field_table.h"

#include <string>
#include <vector>

namespace plimsoll {

struct ExpectDraft {
  std::vector<Check> checks;
};

// The checks of one header; its name is the key they stand under.
struct HeaderDraft {
  std::vector<HeaderCheck> checks;
};

ValueType<std::string> regex_type();
ValueType<StatusCheck> status_check_type();

const ObjectTable<ExpectDraft>& expect_table();
const ObjectTable<HeaderDraft>& header_check_table();
const ObjectTable<ExpectDraft>& body_check_table();

}  // namespace plimsoll
