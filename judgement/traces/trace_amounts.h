#pragma once

// The numbers of one column of memory, and the unit that they are in: from the name, from a column beside it, from the
// numbers themselves, or, where nobody says it, a guess from how great they are. Owned by one reading; one thread.

#include "core/error.h"
#include "judgement/traces/trace_text.h"
#include "record/leak_verdict.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// What is known of plain numbers of a column before one of them was read.
struct KnownUnit {
  MemoryUnit unit;
  UnitSource from = UnitSource::name;
};

// `header`: all names of the table. Absent where neither the name nor a neighbour says it.
std::optional<KnownUnit> known_unit(const std::string& name, const std::vector<std::string>& header);

class TraceAmounts {
 public:
  TraceAmounts(std::optional<KnownUnit> known, DecimalMark mark) : known_(known), mark_(mark) {}

  // Where nobody told the unit: plain numbers are as they are, until factor() says what one of them is. A gap is a NaN.
  Result<double> read(std::string_view text);

  // What a number that was read is to be multiplied by, once all were.
  double factor() const;
  UnitRead unit() const;

 private:
  Result<double> with_unit(const Amount& amount, std::string_view text);
  bool all_alike() const { return !known_ || known_->from == UnitSource::name; }
  MemoryUnit guess() const;

  std::optional<KnownUnit> known_;
  DecimalMark mark_;
  std::string_view unit_of_numbers_;  // of the first number that has one
  bool plain_ = false;                // any number without a unit
  double largest_ = 0;
};

}  // namespace plimsoll
