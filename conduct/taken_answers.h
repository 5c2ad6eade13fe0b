#pragma once

// The answers of a scenario's requests, asked several times with the same bodies and rows, so that what varies from
// call to call is seen. Blocks; one thread.

#include "conduct/interrupts.h"
#include "core/error.h"
#include "scenarios/scenario.h"

#include <cstddef>
#include <string>
#include <vector>

namespace plimsoll {

// Of one request.
struct TakenAnswers {
  std::string request;
  std::vector<std::vector<std::string>> bodies;  // by ask, then by row; as many rows each
  std::string trouble;                           // why there are none to keep; empty: there are
};

struct AnswerTaking {
  std::size_t asks = 3;
  std::size_t rows = 1;  // of data, or bodies in turn: asked each time, from the first
};

// A managed target is started and stopped. Checks but that of the status are not applied. What holds a secret is
// trouble, and not among the bodies. Error: the target never became ready, or nothing connected.
Result<std::vector<TakenAnswers>> take_answers(const Scenario& scenario, const AnswerTaking& taking,
                                               Interrupts& interrupts);

}  // namespace plimsoll
