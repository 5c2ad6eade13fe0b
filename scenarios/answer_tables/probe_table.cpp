#include "scenarios/answer_tables/probe_table.h"

#include "core/text.h"
#include "scenarios/json_path.h"

#include <utility>

namespace plimsoll {
namespace {

void set_every(const Value& value, ProbePlan& plan, Nanos every) {
  constexpr Nanos kShortest = std::chrono::milliseconds(100);
  if (every < kShortest) return value.expected("a duration from 100ms");
  plan.every = every;
}

ValueType<std::string> ignored_path_type() {
  return {"JSON path", R"({"type": "string", "pattern": "^\\$|\\$\\{"})",
          [](const Value& value) -> std::optional<std::string> {
            const auto path = value.parsed(JsonPath::compile);
            return path ? std::optional(path->text()) : std::nullopt;
          }};
}

ValueType<AnswersVerdict> allowed_type() {
  static constexpr AnswersVerdict kAll[] = {AnswersVerdict::nondeterministic, AnswersVerdict::drift,
                                            AnswersVerdict::stale_replica,    AnswersVerdict::shared_state,
                                            AnswersVerdict::load_dependent,   AnswersVerdict::changed};
  std::vector<std::string_view> names;
  for (const auto verdict : kAll) names.push_back(to_string(verdict));
  const auto words = word_type(std::move(names));
  return {words.words, words.schema, [read = words.read](const Value& value) -> std::optional<AnswersVerdict> {
            const auto word = read(value);
            if (!word) return std::nullopt;
            for (const auto verdict : kAll)
              if (to_string(verdict) == *word) return verdict;
            return std::nullopt;
          }};
}

}  // namespace

const ObjectTable<ProbePlan>& probe_table() {
  using Plan = ProbePlan;
  static const ObjectTable<Plan> kTable = {
      "probes",
      "Rows that are asked again and again beside the load, before it and after it: their answers must stay the same.",
      {
          field({"request", "the first", "whose rows are asked, by its name"}, &Plan::request, text_type()),
          field_with<Plan>(
              {"rows", "16", "so many of its first different requests"}, count_type(1, Plan::kMostRows),
              [](const Value&, Plan& plan, std::uint64_t rows) { plan.rows = static_cast<std::size_t>(rows); }),
          field_with<Plan>({"every", "1s", "under load `at_once` of them are asked so often"}, duration_type(),
                           set_every),
          field_with<Plan>(
              {"at_once", "4", "rows asked at the same time under load, each over its own connection"},
              count_type(1, Plan::kMostAtOnce),
              [](const Value&, Plan& plan, std::uint64_t count) { plan.at_once = static_cast<std::size_t>(count); }),
          field({"within", "0", "numbers count as the same that differ by this share of the greater one"},
                &Plan::within, number_type()),
          field({"ignore", "", "places of the answer that vary: JSON paths"}, &Plan::ignore,
                list_type(ignored_path_type())),
          field_with<Plan>({"server_header", "found", "the header of answers that tells who answered"}, text_type(),
                           [](const Value&, Plan& plan, std::string name) { plan.server_header = lower_case(name); }),
          field({"allow", "", "verdicts that do not fail the run"}, &Plan::allow, list_type(allowed_type())),
      },
      {{"rate", "is called `every`: `at_once` rows are asked each time"},
       {"tolerance", "is called `within`"},
       {"data", "is not a key: the rows are those of the request"}}};
  return kTable;
}

ValueType<ProbePlan> probes_type() { return object_type(probe_table()); }

ValueType<CheckBudget> check_budget_type() {
  const auto share = share_type();
  return {share.words, share.schema, [read = share.read](const Value& value) -> std::optional<CheckBudget> {
            const auto given = read(value);
            if (!given) return std::nullopt;
            if (*given <= 1) return CheckBudget{*given};
            value.expected("a share of at most 100%");
            return std::nullopt;
          }};
}

}  // namespace plimsoll
