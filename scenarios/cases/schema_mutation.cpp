#include "scenarios/cases/schema_mutation.h"

#include "core/json/json.h"
#include "scenarios/cases/wrong_values.h"
#include "scenarios/json_schema/compiled_schema.h"
#include "scenarios/json_schema/schema_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

using OrderedJson = nlohmann::ordered_json;
using JsonPointer = OrderedJson::json_pointer;

constexpr std::size_t kMostTried = 20'000;

bool is_filled_in(const OrderedJson& value) {
  return value.is_string() && value.get_ref<const std::string&>().find("{{") != std::string::npos;
}

void find_filled_in(const OrderedJson& value, const JsonPointer& at, std::vector<JsonPointer>& places) {
  if (is_filled_in(value)) places.push_back(at);
  if (value.is_object())
    for (const auto& [key, member] : value.items()) find_filled_in(member, at / key, places);
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i) find_filled_in(value[i], at / i, places);
}

class SchemaMutation {
 public:
  SchemaMutation(std::string_view body, const JsonSchema& schema)
      : schema_(schema), good_(parse_ordered_json(body)), sample_(good_) {}

  Result<Mutants> run() {
    if (good_.is_discarded()) return invalid("the body is no JSON, which a schema is for");
    put_examples();
    const auto findings = findings_of(sample_);
    if (findings.all > 0)
      return invalid(fmt::format("nothing can be derived of a body that is not as its schema has it: {}",
                                 findings.list.front().text()));
    JsonTree tree;
    const auto text = to_text(sample_);
    if (!tree.parse(text)) return invalid("the body is too deep for a schema");
    // Types come last: there are many of them.
    for (const bool of_types : {false, true})
      for (const auto& visit : schema_.visits(tree)) {
        const auto& node = schema_.compiled().nodes[visit.schema];
        const auto place = pointer_to(tree, visit.value);
        for (const auto& change : wrong_values(node, sample_.at(JsonPointer(place)), of_types))
          try_change(place, change);
      }
    return std::move(mutants_);
  }

 private:
  SchemaFindings findings_of(const OrderedJson& value) const {
    constexpr std::size_t kKept = 4;
    JsonTree tree;
    if (tree.parse(to_text(value))) return schema_.findings(tree, kKept);
    SchemaFindings none(kKept);
    none.all = kKept + 1;
    return none;
  }

  // What a row will fill in is not known yet: the first example with which less is wrong stands for it.
  void put_examples() {
    std::vector<JsonPointer> places;
    find_filled_in(good_, JsonPointer(), places);
    for (int round = 0; round < 2; ++round)
      for (const auto& place : places) {
        auto fewest = findings_of(sample_).all;
        if (fewest == 0) return;
        for (const auto& example : examples_of(schema_.compiled())) {
          auto tried = sample_;
          tried.at(place) = parse_ordered_json(example);
          const auto all = findings_of(tried).all;
          if (all >= fewest) continue;
          fewest = all;
          sample_ = std::move(tried);
          if (all == 0) return;
        }
      }
  }

  void try_change(const std::string& place, const WrongValue& change) {
    if (++tried_ > kMostTried) return;
    auto wrong = sample_;
    if (!change.put_into(wrong, place)) return;
    const auto findings = findings_of(wrong);
    if (findings.all == 0 || findings.all > findings.list.size()) return;
    const auto& first = findings.list.front();
    const bool is_one_place = std::all_of(findings.list.begin(), findings.list.end(),
                                          [&](const auto& one) { return one.place == first.place; });
    if (!is_one_place) return;
    auto body = good_;
    if (!change.put_into(body, place)) return;
    auto text = to_text(body);
    if (!seen_.insert(text).second) return;
    if (mutants_.list.size() >= kMostOfASchema) {
      ++mutants_.left_out;
      return;
    }
    Mutant mutant{
        MutationKind::schema,
        fmt::format("schema {}: {}{}{}", first.place, first.found, first.found.empty() ? "" : ", ", first.reason),
        std::move(text), "", true};
    mutant.broken = findings.list;
    mutants_.list.push_back(std::move(mutant));
  }

  const JsonSchema& schema_;
  const OrderedJson good_;
  OrderedJson sample_;  // the same, with examples where something is filled in
  std::set<std::string> seen_;
  std::size_t tried_ = 0;
  Mutants mutants_;
};

}  // namespace

Result<Mutants> mutate_by_schema(std::string_view body, const JsonSchema& schema) {
  return SchemaMutation(body, schema).run();
}

}  // namespace plimsoll
