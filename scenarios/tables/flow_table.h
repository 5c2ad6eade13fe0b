#pragma once

// What a step does besides one request, as it is written: `capture`, `when`, `until`, `repeat`, `wait`. Immutable
// tables; any thread.

#include "scenarios/fields/field_table.h"
#include "scenarios/flow.h"
#include "scenarios/tables/expect_table.h"
#include "scenarios/tables/json_check_table.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// What is captured by one name; it stands under it.
struct CaptureDraft {
  std::optional<Query> query;
  SharedJson otherwise;
  bool is_secret = false;
};

struct UntilDraft : ExpectDraft {
  Until until;  // but for its answer
};

struct WhenDraft : ExpectDraft {
  std::vector<ValueCondition> values;  // their slots are not known yet
};

const ObjectTable<CaptureDraft>& capture_table();
const ObjectTable<UntilDraft>& until_table();
const ObjectTable<WhenDraft>& when_table();

ValueType<std::vector<Capture>> captures_type();  // their slots are not known yet
ValueType<Until> until_type();
ValueType<Condition> when_type();
// `turns` is not compiled yet.
struct ConversationDraft {
  ConversationRules rules;
  std::string turns;
};
const ObjectTable<ConversationDraft>& conversation_table();

ValueType<Wait> pause_type();  // a wait within a task: no pacing

}  // namespace plimsoll
