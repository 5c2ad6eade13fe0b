#include "conduct/control/control_words.h"

#include "core/units.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <sstream>

namespace plimsoll {
namespace {

std::string answer_of(const Result<void>& result) {
  return result.has_error() ? "error: " + result.error().message : std::string("ok");
}

std::string status_words(RunControl& control) {
  const auto status = control.status();
  if (status.has_error()) return "error: " + status.error().message;
  return fmt::format("ok users {:.0f} requests {}", status->live.active_users, status->live.requests);
}

// What is no number is more than anybody may have: one answer for both.
std::uint64_t users_of(const std::string& amount) {
  std::uint64_t users = 0;
  const auto [end, error] = std::from_chars(amount.data(), amount.data() + amount.size(), users);
  const bool whole = error == std::errc() && end == amount.data() + amount.size();
  return whole ? users : std::numeric_limits<std::uint64_t>::max();
}

double rate_of(const std::string& amount) {
  const auto rate = parse_rate(amount);
  return rate.has_error() ? std::numeric_limits<double>::infinity() : *rate;
}

}  // namespace

std::string answer_to_words(std::string_view line, RunControl& control) {
  std::istringstream words{std::string(line)};
  std::string command;
  std::string amount;
  std::string load;
  words >> command;
  if (command == "pause") return answer_of(control.pause());
  if (command == "resume") return answer_of(control.resume());
  if (command == "stop") return answer_of(control.stop());
  if (command == "status") return status_words(control);
  words >> amount;
  std::getline(words >> std::ws, load);
  if (command == "users") return answer_of(control.set_users(users_of(amount), load));
  if (command == "rate") return answer_of(control.set_rate(rate_of(amount), load));
  return "error: expected users N, rate R, pause, resume, stop or status";
}

}  // namespace plimsoll
