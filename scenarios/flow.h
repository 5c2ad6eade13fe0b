#pragma once

// What a step of a task does besides sending one request: what it takes out of its answer, whether and how often it is
// sent, and when the next one follows. Plain data, part of the plan; any thread.

#include "core/time.h"
#include "scenarios/check.h"
#include "scenarios/load.h"
#include "scenarios/query.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// A value taken out of an answer, for the requests after it: {{NAME}}.
struct Capture {
  std::string name;
  std::size_t slot = 0;  // index in Scenario::captured
  Query query;
  std::shared_ptr<const nlohmann::json> otherwise{};  // where it matches nothing; null: that is a failure
  bool is_secret = false;                             // it reaches no output
};

// A captured value by the name that checks of answers know it by.
struct NamedValue {
  std::string name;
  std::size_t slot = 0;
};

// A captured value, and what it is.
struct ValueCondition {
  std::string name;
  std::size_t slot = 0;
  JsonPathCheck::Expectation expectation;
};

// Holds where all of it does: of values that were captured before, and of the answer before.
struct Condition {
  std::vector<ValueCondition> values;
  std::vector<Check> answer;
};

// Sent again and again, until the answer is like this.
struct Until {
  std::vector<Check> answer;
  std::vector<QueryCheck> value_checks{};        // those of it that name captured values
  Nanos every = std::chrono::milliseconds(500);  // from an answer to the next request
  std::uint32_t at_most = 1000;                  // requests
  Nanos within = std::chrono::seconds(60);       // from the first of them sent to the last one's sending
};

// A step that is sent once a turn of a conversation: the texts of the user are a list (VaryingParts::turns); {{NAME}}
// is what was said so far, with the answers that came.
struct ConversationRules {
  std::string name = "messages";
  std::size_t slot = 0;  // index in Scenario::captured
  std::uint32_t at_most = 100;

  static constexpr std::uint32_t kMostTurns = 1000;
};

inline constexpr std::uint32_t kMostRepeats = 10'000;

struct StepFlow {
  std::vector<Capture> captures;
  std::vector<QueryCheck> value_checks{};  // those of its answer that name captured values, its own among them
  std::vector<NamedValue> named{};         // all that value checks name
  std::optional<Condition> when{};         // else it is passed over
  std::optional<Until> until{};
  std::uint32_t repeat = 1;  // so often it is sent
  std::optional<ConversationRules> conversation{};
  std::optional<Wait> wait{};  // after it, within its task: a pause, no pacing

  // What follows cannot go on where its answer is no good.
  bool is_needed() const { return !captures.empty() || until || conversation; }
};

}  // namespace plimsoll
