#pragma once

// One request as a scenario gives it, before a user sends it. Plain data; any thread.

#include "core/time.h"
#include "scenarios/check.h"
#include "scenarios/exchange_rules.h"
#include "scenarios/fault.h"
#include "scenarios/header_list.h"
#include "scenarios/stream_rules.h"
#include "scenarios/template_text.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

enum class Method { get, post, put, patch, del, head };
std::string_view to_string(Method method);

// The bodies of one request, read before the run; more than one is replayed.
struct BodySet {
  enum class Order { sequential, random };  // sequential: each once a turn, over all users
  std::string content_type;                 // empty: none is sent
  std::vector<std::shared_ptr<const std::string>> payloads;
  std::vector<std::string> labels;  // where each came from ("data/1.json", "rows.jsonl:3"), same order
  Order order = Order::sequential;
};

// What is filled in anew for each request of a template; everything else is as the template says.
struct VaryingHeader {
  std::string name;
  TemplateText text;
};
struct VaryingParts {
  std::optional<TemplateText> path;
  std::vector<VaryingHeader> headers;
  std::vector<TemplateText> bodies;      // one a payload; empty: none of them varies
  std::optional<TemplateText> turns{};   // of a conversation: a JSON list of what the user says; no part of a request
  std::vector<TemplateText> expected{};  // JSON that answers are held against (quality/row_rules.h); no part of it too
};

struct CasePlan;
struct StepFlow;
struct PredictPlan;
struct RowRules;

struct RequestTemplate {
  std::string name;
  Method method = Method::get;
  std::string path;  // with the query, already encoded, the target's base path not yet in front
  std::vector<Header> headers;
  BodySet bodies;  // empty: no body
  std::vector<Check> checks;
  Nanos timeout = std::chrono::seconds(30);       // sent to the last byte
  std::optional<Fault> fault{};                   // of a share of its attempts
  std::shared_ptr<const VaryingParts> varying{};  // null: all its requests are alike
  std::shared_ptr<const StepFlow> flow{};         // what else its step does (flow.h); null: it is sent once
  std::vector<std::string> without{};             // of the scenario's headers, that it is sent without
  bool hides_answer = false;                      // a secret comes with it: no example shows request or answer
  std::shared_ptr<const ExchangeRules> rules{};   // null: one attempt is all, whatever its answer
  std::optional<StreamRules> stream{};            // its answer comes as a stream, which is measured
  // Bad requests that go with it (cases/case_plan.h); null: none.
  std::shared_ptr<const CasePlan> cases{};
  // Its bodies are made of what the service tells of its model (protocols/predict_plan.h); null: they are as they are.
  std::shared_ptr<const PredictPlan> predict{};
  // Its answers are held against the row that it was made of (quality/row_rules.h); null: they are not.
  std::shared_ptr<const RowRules> by_row{};
  // What each of its bodies has to be (json_schema/json_schema.h); null: nobody says it.
  std::shared_ptr<const JsonSchema> body_schema{};
  std::uint32_t batch = 0;  // rows in a body, where that is told; 0: nobody says it
};

}  // namespace plimsoll
