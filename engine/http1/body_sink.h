#pragma once

// Where the bytes of an answer's body go, decoded, piece by piece as they come: into the response, or nowhere. Its
// memory is bounded. Part of a response parser, begun anew for each answer; one thread.

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

  Keeps keeps() const noexcept { return keeps_; }
  // A whole body of that size, or less, is coming.
  void expect(std::uint64_t bytes);
  // False: more than may be kept of a whole body. What is beyond an excerpt is dropped, and keeps() is nothing then.
  bool take(std::string_view piece);

 private:
  Keeps keeps_ = Keeps::nothing;
  std::string* memory_ = nullptr;
  std::uint64_t most_bytes_ = 0;
};

}  // namespace plimsoll
