#pragma once

// What comes in turn within a load: stretches of load and of rest, sizes of batches. Immutable tables; any thread.

#include "scenarios/fields/field_table.h"
#include "scenarios/load.h"

#include <vector>

namespace plimsoll {

const ObjectTable<Rests>& rests_table();

// The keys of `load` that are about it, for what has one.
template <class Draft>
std::vector<Field<Draft>> turn_rows(Load Draft::*common) {
  return {
      field_with<Draft>({"shape", "", "`rests`: load and rest in turn, as `rests` does by default"},
                        word_type({"rests"}),
                        [common](const Value&, Draft& draft, const std::string&) {
                          if (!(draft.*common).rests) (draft.*common).rests = Rests();
                        }),
      field_with<Draft>(
          {"rests", "", "load and rest in turn, to tell growth by request, growth by time and a backlog apart"},
          object_type(rests_table()),
          [common](const Value&, Draft& draft, const Rests& rests) { (draft.*common).rests = rests; }),
      field_with<Draft>({"batches", "mixed",
                         "`in_turn`: bodies of one `batch` size at a time, from the smallest to the largest, and "
                         "the smallest again, to tell what memory each size takes"},
                        word_type({"mixed", "in_turn"}),
                        [common](const Value&, Draft& draft, const std::string& word) {
                          (draft.*common).batches_in_turn = word == "in_turn";
                        }),
  };
}

}  // namespace plimsoll
