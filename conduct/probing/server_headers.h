#pragma once

// Which headers of answers may tell who answered, found in the first answers or named, and the values that they had;
// and the process, where it was seen. Bounded. One thread.

#include "engine/exchange/request.h"
#include "engine/results/redaction.h"
#include "judgement/answers/answer_trace.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

class ServerHeaders {
 public:
  // `named`: it alone, in lower case; empty: found.
  ServerHeaders(std::string named, const Redaction& redaction);

  // By number the value of each header that is followed; further headers are followed from their first answer on.
  // `process`: who answered, by name; empty: it was not seen.
  std::array<std::uint8_t, ProbeAnswer::kTold> read(const Response& response, const std::string& process = "");
  // Its place among the names, which is no header's.
  std::optional<std::size_t> process() const noexcept { return process_; }

  const std::vector<std::string>& names() const noexcept { return names_; }
  const std::vector<std::vector<std::string>>& values() const noexcept { return values_; }

 private:
  void follow_new(const Response& response);
  std::uint8_t number_of(std::size_t place, const std::string& value);

  const bool is_named_;
  const Redaction& redaction_;
  std::optional<std::size_t> process_;
  std::vector<std::string> names_;
  std::vector<std::vector<std::string>> values_;
};

}  // namespace plimsoll
