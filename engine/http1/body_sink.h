#pragma once

// Where the bytes of an answer's body go, decoded, piece by piece as they come: into the response, to the meter of its
// stream, or nowhere. Its memory is bounded. Part of a response parser, begun anew for each answer; one thread.

#include "engine/streams/stream_meter.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace plimsoll {

class BodySink final {
 public:
  static constexpr std::uint64_t kExcerptBytes = 2 << 10;  // of a body that is kept only as an example

  enum class Keeps { nothing, excerpt, whole };

  // `memory` holds what is kept: of a whole body no more than so many bytes.
  void begin(Keeps keeps, std::string& memory, std::uint64_t most_bytes) noexcept;
  void keep_no_more() noexcept { keeps_ = Keeps::nothing; }
  // What comes goes to the meter too, which outlives the answer.
  void measure(StreamMeter& meter) noexcept { meter_ = &meter; }
  // When the next bytes were read.
  void set_read_at(Instant read_at) noexcept { read_at_ = read_at; }
  bool is_measured() const noexcept { return meter_ != nullptr; }

  Keeps keeps() const noexcept { return keeps_; }
  bool wants_bytes() const noexcept { return keeps_ != Keeps::nothing || meter_ != nullptr; }
  // A body that cannot be decoded to its end is of no use.
  bool wants_all() const noexcept { return keeps_ == Keeps::whole || meter_ != nullptr; }
  // A whole body of that size, or less, is coming.
  void expect(std::uint64_t bytes);
  // False: it is more than a body may have of which all is wanted, or an event of the stream is; what follows is not
  // taken. What is beyond an excerpt is dropped, and keeps() is nothing then.
  bool take(std::string_view piece);

 private:
  bool take_measured(std::string_view piece);

  Keeps keeps_ = Keeps::nothing;
  std::string* memory_ = nullptr;
  std::uint64_t most_bytes_ = 0;  // of what is kept
  std::uint64_t most_measured_ = 0;
  std::uint64_t measured_ = 0;
  StreamMeter* meter_ = nullptr;
  Instant read_at_{};
};

}  // namespace plimsoll
