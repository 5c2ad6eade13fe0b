#pragma once

// The lines of a control socket, both ways, as JSON of one version: docs/control.md. What programs speak; people type
// words (control_words.h). Pure functions; any thread.

#include "conduct/control/run_control.h"
#include "core/error.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plimsoll {

inline constexpr int kControlVersion = 1;

struct AskStatus {};
struct AskLive {};
struct AskLog {};
struct AskPause {};
struct AskResume {};
struct AskStop {};
struct AskUsers {
  std::uint64_t count = 0;
  std::string load;
};
struct AskRate {
  double per_second = 0;
  std::string load;
};
using ControlRequest =
    std::variant<AskStatus, AskLive, FollowFrom, AskUsers, AskRate, AskPause, AskResume, AskStop, AskLog>;

// A line has no line end. Error: what was expected.
std::string request_line(const ControlRequest& request);
Result<ControlRequest> request_from(std::string_view line);

std::string ok_line();
std::string error_line(std::string_view message);
std::string status_line(const RunStatus& status);
std::string live_line(const LiveStatus& live);
std::string log_line(const std::vector<std::string>& lines);
std::string following_line(double kept_from_s);
std::string news_line(const RunNews& news);

// The other way. Error: what the run refused, or that it is no such answer.
Result<void> ok_from(std::string_view line);
Result<RunStatus> status_from(std::string_view line);
Result<LiveStatus> live_from(std::string_view line);
Result<std::vector<std::string>> log_from(std::string_view line);
Result<double> following_from(std::string_view line);  // when what is kept begins
Result<RunNews> news_from(std::string_view line);

}  // namespace plimsoll
