#pragma once

// What a language model said in its answer: of a stream its text that is seen, of a whole body the same out of its
// JSON. Pure; any thread.

#include "engine/queries/answer.h"

#include <string>

namespace plimsoll {

// Empty: it said nothing, or the body is of no known form.
std::string answer_text(const Answer& answer);

}  // namespace plimsoll
