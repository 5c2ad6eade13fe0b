#pragma once

// The answers of a scenario's requests, asked several times with the same bodies and rows, so that what varies from
// call to call is seen. Blocks; one thread.

#include "conduct/interrupts.h"
#include "core/error.h"
#include "scenarios/scenario.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// Of one request.
struct TakenAnswers {
  std::string request;
  // By row of data, or by body, in their order; of each all answers that came, one at least.
  std::vector<std::vector<std::string>> rows;
  bool are_all_rows = true;              // there are no more
  std::optional<std::size_t> row_count;  // how many there are, where that is known
  bool are_rows_clear = true;            // of several feeders, or made, nobody can tell them apart
  std::string trouble;                   // why there are none to keep; empty: there are
};

struct AnswerTaking {
  std::size_t asks = 3;
  std::size_t rows = 1;  // of data, or bodies in turn, at most: asked each time, from the first
};

// A managed target is started and stopped. Checks but that of the status are not applied. What holds a secret is
// trouble, and so is what takes more than 512 MiB. Rows come in the order of their file, whatever order the load has.
// Error: the target never became ready, or nothing connected.
Result<std::vector<TakenAnswers>> take_answers(const Scenario& scenario, const AnswerTaking& taking,
                                               Interrupts& interrupts);

}  // namespace plimsoll
