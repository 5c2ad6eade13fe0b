#pragma once

// Asks a target for every row of a scenario's first labelled request, one after the other, beside any load. Blocks; one
// thread.

#include "core/error.h"
#include "core/quality/quality_stats.h"
#include "engine/exchange/transport.h"
#include "scenarios/scenario.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

class RequestSource;
class RowJudge;

// What one request came to.
struct LabelledAnswer {
  std::optional<Nanos> took{};  // absent: no answer came
  std::string failure;          // empty: it has predictions
  std::vector<JudgedRow> rows;  // first_probability counts from its own first
  std::vector<double> probabilities;
  std::uint64_t unlabelled = 0;
  JudgedRows form;  // classes, the positive one, whether they are numbers; its spans are empty
};

class LabelledAsking {
 public:
  // `scenario` is one whose first task is one labelled request; it outlives this. Error: what it needs cannot be had.
  static Result<std::unique_ptr<LabelledAsking>> make(const Scenario& scenario);
  ~LabelledAsking();
  LabelledAsking(const LabelledAsking&) = delete;
  LabelledAsking& operator=(const LabelledAsking&) = delete;

  // The next request. Nothing: all rows were asked for.
  std::optional<LabelledAnswer> ask_next();

 private:
  struct State;
  explicit LabelledAsking(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace plimsoll
