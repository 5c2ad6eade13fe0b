#pragma once

// The entries of `requests` and their `steps`. Immutable tables; any thread.

#include "scenarios/cases/case_plan.h"
#include "scenarios/fields/field_table.h"
#include "scenarios/flow.h"
#include "scenarios/header_list.h"
#include "scenarios/load.h"
#include "scenarios/protocols/predict_plan.h"
#include "scenarios/quality/quality_table.h"
#include "scenarios/request_template.h"
#include "scenarios/tables/case_table.h"
#include "scenarios/tables/exchange_table.h"
#include "scenarios/tables/flow_table.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

inline constexpr std::uint64_t kMostBatchRows = 10'000;

// A request or step as its keys come in.
struct RequestDraft {
  std::optional<std::string> name;
  std::optional<Method> method;
  std::string path;
  std::vector<Header> query;
  std::vector<Header> headers;
  std::optional<BodySet> body;
  std::string body_key;  // which key gave it
  std::optional<std::string> content_type;
  BodySet::Order order = BodySet::Order::sequential;
  std::optional<Nanos> timeout;
  std::vector<Check> checks;
  std::shared_ptr<const JsonSchema> body_schema;
  std::optional<Fault> fault;
  std::optional<CasesDraft> cases;
  std::vector<Capture> captures;
  std::optional<Condition> when;  // of a step
  std::optional<Until> until;
  std::optional<std::uint64_t> repeat;
  std::optional<ConversationDraft> conversation;
  std::optional<Wait> wait;  // after it; of a step within its task
  ExchangeDraft exchange;
  std::optional<StreamRules> stream;
  std::optional<StreamRules::Limits> slo;
  std::optional<std::string> unique_place;  // of its JSON, new each time; empty: its numbers are

  std::optional<ProtocolOptions> protocol;
  std::optional<PredictInput> predict;
  std::optional<QualityDraft> quality;
  std::optional<std::uint64_t> batch;  // rows in a body

  std::optional<double> weight;
  std::optional<Wait> think;  // between its steps
  std::vector<RequestDraft> steps;
  bool ends_with_failure = false;  // of a step
};

// Rows that its JSON body is to have, made of one with {{...}} in it; 0: its bodies are as they are.
std::uint32_t rows_to_make(const RequestDraft& draft);

// What the templates of a bad request are compiled by.
RequestDraft draft_of(const BadCase& bad);

// "POST", "post": the key that names the path.
Result<std::string> parse_method_key(std::string_view text);

const ObjectTable<RequestDraft>& request_table();  // with weight, wait and steps
const ObjectTable<RequestDraft>& step_table();

ValueType<std::vector<RequestDraft>> requests_type();
ValueType<std::vector<RequestDraft>> steps_type();

}  // namespace plimsoll
