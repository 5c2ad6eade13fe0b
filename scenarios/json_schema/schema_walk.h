#pragma once

// One value held against a schema. Without findings it ends at the first that does not hold and allocates nothing in
// the steady state; with them it goes on, and each has its words. Lives for one value; one thread.

#include "core/json/json_tree.h"
#include "scenarios/json_schema/compiled_schema.h"
#include "scenarios/json_schema/schema_finding.h"
#include "scenarios/json_schema/value_equality.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct SchemaVisit {
  SchemaId schema;
  JsonTree::Id value;
};

// Used again by the next walk of a thread.
struct SchemaMemory {
  std::vector<std::uint8_t> marks;   // of the members and elements of values, whether a schema looked at them
  std::vector<std::uint32_t> scope;  // the resources that led there
  HashedElements hashed;
  JsonTree name;        // of a property, as a value
  bool looked = false;  // a schema looked at the member that was held against it last
};

class SchemaWalk {
 public:
  SchemaWalk(const CompiledSchema& schema, const JsonTree& value, SchemaMemory& memory, SchemaFindings* findings);

  // The value, or what stands at a place of it.
  bool holds(JsonTree::Id at = 0);
  // With findings alone: which schemas looked at which values, those of branches that do not hold left out.
  void note_visits(std::vector<SchemaVisit>& visits) { visits_ = &visits; }

  // In all, and levels of schemas within schemas: what takes more is not held against the schema to its end, and does
  // not hold.
  static constexpr std::uint64_t kStepsAtLeast = 1'000'000;
  static constexpr std::uint64_t kStepsAValue = 1'000;
  static constexpr std::size_t kDeepest = 3'000;

 private:
  // Where in the memory it is marked what was looked at; null: nobody asks.
  struct Marks {
    std::size_t from = 0;
    std::size_t count = 0;
  };
  using Id = JsonTree::Id;

  bool apply(SchemaId schema, Id value, const Marks* marks);
  bool look(const SchemaNode& node, Id value, const Marks* marks);
  // Whether further rules are looked at: up to the first that does not hold, or all of them for findings.
  bool goes_on(bool& held, bool one) const {
    held = held && one;
    return held || (findings_ != nullptr && !gave_up_);
  }
  bool look_at_all(const SchemaNode& node, Id value, const Marks* marks);
  bool look_at_type(const SchemaNode& node, Id value);
  bool look_at_choices(const SchemaNode& node, Id value);
  bool look_at_number(const SchemaNode& node, Id value);
  bool look_at_text(const SchemaNode& node, Id value);
  struct CountWords {
    const char* fewest;  // the keywords
    const char* most;
    std::string_view things;
  };
  bool look_at_count(const SchemaNode& node, Id value, const CountLimits& limits, const CountWords& words);
  bool look_at_array(const SchemaNode& node, Id value, const Marks* marks);
  bool look_at_contained(const SchemaNode& node, Id value, const Marks* marks);
  bool look_at_object(const SchemaNode& node, Id value, const Marks* marks);
  static const ObjectRules::Name* name_at(const ObjectRules& rules, std::string_view name, std::size_t& hint);
  bool look_at_member(const SchemaNode& node, Id member, std::size_t& hint, std::size_t& required);
  bool tell_missing(const SchemaNode& node, Id value);
  bool look_at_name(const ObjectRules& rules, Id member);
  bool look_at_dependents(const SchemaNode& node, Id value, const Marks* marks);
  bool look_at_combined(const SchemaNode& node, Id value, const Marks* marks);
  bool look_at_any(const SchemaNode& node, Id value, const Marks* marks);
  bool look_at_one(const SchemaNode& node, Id value, const Marks* marks);
  bool look_at_unevaluated(const SchemaNode& node, Id value, const Marks& marks);
  SchemaId target_of(const CombinedRules& rules) const;

  bool holds_quietly(SchemaId schema, Id value, const Marks* marks);
  // Marked where it holds alone.
  bool apply_apart(SchemaId schema, Id value, const Marks* marks);
  // Of several, where none holds: that which comes nearest.
  struct Nearest {
    SchemaFindings findings{1};
    std::uint64_t far = 0;
    bool any = false;
  };
  bool try_one(SchemaId schema, Id value, const Marks* marks, Nearest& nearest);
  bool fail_all(const SchemaNode& node, std::string_view keyword, Id value, std::size_t schemas,
                const Nearest& nearest);
  void mark(const Marks* marks, std::size_t index);
  Marks begin_marks(Id value);
  void end_marks(const Marks& own, const Marks* into);

  // False, and told where somebody wants to know.
  bool fail(const SchemaNode& node, std::string_view keyword, Id value, std::string_view found,
            std::string_view reason);
  bool give_up(SchemaId schema, Id value);
  std::string shown(Id value) const;

  const CompiledSchema& schema_;
  const JsonTree* tree_;
  SchemaMemory& memory_;
  SchemaFindings* findings_;
  const JsonTree* whole_;
  std::vector<SchemaVisit>* visits_ = nullptr;
  Id named_ = 0;  // the member whose name is looked at
  std::uint64_t steps_ = 0;
  std::uint64_t most_steps_;
  std::size_t depth_ = 0;
  bool gave_up_ = false;
  SchemaVisit given_up_{0, 0};
};

}  // namespace plimsoll
