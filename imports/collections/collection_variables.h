#pragma once

// The variables {{name}} of a collection: those with a value are put in, those that hold a secret or have none become
// variables of the environment. Owned by one import; one thread.

#include "imports/plan/import_draft.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace plimsoll {

class CollectionVariables {
 public:
  explicit CollectionVariables(ImportDraft& draft) : draft_(draft) {}

  void set(const std::string& name, const std::string& value) { values_[name] = value; }

  // Values may name others; circles end, and so does what would grow without an end. What is unknown is told once.
  std::string filled(std::string_view text, const std::string& place) { return filled(text, place, 0); }
  // Of JSON: a drawn number that stands in quotes stays text.
  std::string filled_json(std::string text, const std::string& place);

  // Those of a folder end with it.
  using Values = std::map<std::string, std::string, std::less<>>;
  Values values() const { return values_; }
  void restore(Values values) { values_ = std::move(values); }

 private:
  std::string filled(std::string_view text, const std::string& place, int depth);
  bool spend(std::size_t bytes, const std::string& place);  // false: all is spent
  std::string value_of(const std::string& name, const std::string& place, int depth);

  ImportDraft& draft_;
  Values values_;
  std::size_t spent_ = 0;  // bytes that were put in, of the whole import
};

}  // namespace plimsoll
