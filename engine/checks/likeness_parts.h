#pragma once

// What those share who hold whole answers against expected ones: the memory of a thread, hashes of answers that are
// known, the words of a failure. Any thread.

#include "engine/checks/check_failure.h"
#include "engine/differences/json_comparison.h"
#include "engine/queries/answer.h"

#include <cstdint>
#include <string_view>

namespace plimsoll {

// Used again by each comparison of the thread.
struct LikenessMemory {
  JsonTree expected;
  SoundScratch scratch;
};
LikenessMemory& likeness_memory();

// Of 64 bits, never 0.
std::uint64_t hash_of_answer(std::string_view body);

// A body that is no JSON, or none that can be compared.
CheckFailure not_comparable(Answer& answer);
// Which places differ from `what`; the first three are in the message.
CheckFailure unlike(const JsonComparison& comparison, const JsonComparison::Side& expected,
                    const JsonComparison::Side& actual, std::string_view what);

}  // namespace plimsoll
