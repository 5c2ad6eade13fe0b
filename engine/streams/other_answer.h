#pragma once

// A good status whose body is not the stream that was asked for: what it is instead, by its Content-Type and how it
// begins. Pure; any thread.

#include "core/tallies/failure_tally.h"
#include "scenarios/stream_rules.h"

#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

// What only a stream of this form is sent as. Servers often name none, or another: the bytes decide, the name explains.
bool is_type_of(StreamRules::Form form, std::string_view content_type);

struct OtherAnswer {
  FailureKind kind = FailureKind::malformed;  // stream_error: it tells of an error
  std::string message;
};
// Nothing: it may be a stream of chunks, which may be anything but a page or an error.
std::optional<OtherAnswer> describe_other_answer(StreamRules::Form form, std::string_view content_type,
                                                 std::string_view start);

}  // namespace plimsoll
