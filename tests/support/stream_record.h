#pragma once

// Run records of token streams, built by hand for the tests of everything that shows one. Values; any thread.

#include "record/run_record.h"

namespace plimsoll {

// One good stream of the request "chat" with a first token after 100 ms and three tokens, in a second of load.
RunRecord one_stream_record();

// Ten seconds: 400 good streams of "chat" under limits, which 300 met, and 5 that were cut off; and 10 of "title"
// without limits, whose tokens nobody counted.
RunRecord stream_record();

// No answer was a stream.
RunRecord no_stream_record();

}  // namespace plimsoll
