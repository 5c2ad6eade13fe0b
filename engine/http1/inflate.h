#pragma once

// Undoes Content-Encoding gzip and deflate piece by piece into bounded memory. Owned by a response parser, reused for
// each answer; one thread.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace plimsoll {

class Inflater {
 public:
  enum class Status {
    more,     // all taken; the compressed text goes on or may be whole
    full,     // the output has reached its limit: what is beyond it is lost
    invalid,  // not gzip or deflate
  };

  Inflater();
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  void begin();
  // Appends to `out`, never beyond `limit_bytes` of it.
  Status feed(std::string_view compressed, std::string& out, std::uint64_t limit_bytes);
  // The compressed text ended where it said that it would.
  bool whole() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace plimsoll
