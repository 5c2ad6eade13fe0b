#pragma once

// Who ended connections and why, in words. Pure; any thread.

#include "core/snapshot.h"

#include <string>

namespace plimsoll {

// "the server closed 12 of them, Plimsoll closed 300 because more came than the answer": the most frequent first,
// without those that were not to be kept. Empty: there are none.
std::string ends_text(const ConnectionEnds& ends);

// Of those; the target where there are none.
ConnectionEnd most_frequent_end(const ConnectionEnds& ends);

}  // namespace plimsoll
