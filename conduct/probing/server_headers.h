#pragma once

// Which headers of answers may tell who answered, found in the first answers or named, and the values that they had.
// Bounded. One thread.

#include "engine/exchange/request.h"
#include "engine/results/redaction.h"
#include "judgement/answers/answer_trace.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

class ServerHeaders {
 public:
  // `named`: it alone, in lower case; empty: found.
  ServerHeaders(std::string named, const Redaction& redaction);

  // By number the value of each header that is followed; further headers are followed from their first answer on.
  std::array<std::uint8_t, ProbeAnswer::kHeaders> read(const Response& response);

  const std::vector<std::string>& names() const noexcept { return names_; }
  const std::vector<std::vector<std::string>>& values() const noexcept { return values_; }

 private:
  void follow_new(const Response& response);

  const bool is_named_;
  const Redaction& redaction_;
  std::vector<std::string> names_;
  std::vector<std::vector<std::string>> values_;
};

}  // namespace plimsoll
