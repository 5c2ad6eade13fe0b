#pragma once

// Waits with a known signature, named with the share of requests, the evidence and the remedy. A length alone names
// nothing: a service may take 41 ms. Pure; any thread.

#include "record/run_record.h"

#include <string>
#include <vector>

namespace plimsoll {

// - Nagle's algorithm and a delayed acknowledgement: of answers in several pieces, those on connections that had served
//   before have 38 to 65 ms between the first piece and the last and hardly anything beside it; the first answers of
//   connections, which Linux acknowledges at once, have not.
// - Retransmissions, of requests and of the first segment of a connection: the kernel counted them.
// - A resolver's time-out: the name service itself took a multiple of 5 s.
std::vector<std::string> pause_sentences(const RunRecord& record);

}  // namespace plimsoll
