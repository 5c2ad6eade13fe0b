#pragma once

// How the clocks of a zone go for ever, as POSIX writes it: "CET-1CEST,M3.5.0,M10.5.0/3". Seconds since 1970. A value;
// any thread. Its source is compiled as C++17: in C++20 the names of the date library's header meet the standard's.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

// NOLINTNEXTLINE(readability-identifier-naming): the date library's
namespace Posix {
class time_zone;
}

namespace plimsoll {

class PosixRule {
 public:
  // Nothing where it is no such text.
  static std::optional<PosixRule> parse(const std::string& text);

  struct Stretch {
    std::int64_t begin_s = 0, end_s = 0;
    std::int64_t offset_s = 0;  // local minus UTC
  };
  Stretch at(std::int64_t instant_s) const;

  // Of a local time that comes twice the first; of one that does not exist the first instant after the gap.
  std::int64_t instant_of(std::int64_t local_s) const;

 private:
  explicit PosixRule(std::shared_ptr<const Posix::time_zone> zone);
  std::shared_ptr<const Posix::time_zone> zone_;
};

}  // namespace plimsoll
