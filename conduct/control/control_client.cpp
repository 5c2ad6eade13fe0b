#include "conduct/control/control_client.h"

#include "conduct/control/control_protocol.h"
#include "conduct/control/control_words.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <type_traits>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestLine = 4096;

// Above it nothing is added and nothing read: one answer beyond it, a status, is as long as a record.
constexpr std::size_t kMostWaiting = 64 << 10;

bool is_json(std::string_view line) {
  const auto first = line.find_first_not_of(" \t");
  return first != std::string_view::npos && line[first] == '{';
}

std::string ok_or_error(const Result<void>& result) {
  return result.has_error() ? error_line(result.error().message) : ok_line();
}

struct Obey {
  RunControl& control;
  std::unique_ptr<RunFollower>& follower;

  std::string operator()(const AskStatus&) const {
    const auto status = control.status();
    return status.has_error() ? error_line(status.error().message) : status_line(*status);
  }
  std::string operator()(const AskLive&) const {
    const auto live = control.live();
    return live.has_error() ? error_line(live.error().message) : live_line(*live);
  }
  std::string operator()(const AskLog&) const {
    const auto lines = control.target_log();
    return lines.has_error() ? error_line(lines.error().message) : log_line(*lines);
  }
  std::string operator()(const FollowFrom& from) const {
    auto following = control.follow(from);
    if (following.has_error()) return error_line(following.error().message);
    follower = std::move(*following);
    return following_line(follower->kept_from_s());
  }
  std::string operator()(const AskUsers& users) const {
    return ok_or_error(control.set_users(users.count, users.load));
  }
  std::string operator()(const AskRate& rate) const {
    return ok_or_error(control.set_rate(rate.per_second, rate.load));
  }
  std::string operator()(const AskPause&) const { return ok_or_error(control.pause()); }
  std::string operator()(const AskResume&) const { return ok_or_error(control.resume()); }
  std::string operator()(const AskStop&) const { return ok_or_error(control.stop()); }
};

}  // namespace

ControlClient::ControlClient(int socket, RunControl& control) : socket_(socket), control_(control) {}

ControlClient::~ControlClient() { close(socket_); }

bool ControlClient::is_full() const noexcept { return waiting_.size() >= kMostWaiting; }

short ControlClient::events_wanted() const noexcept {
  return static_cast<short>((is_full() ? 0 : POLLIN) | (waiting_.empty() ? 0 : POLLOUT));
}

bool ControlClient::serve(short events) {
  if ((events & POLLIN) != 0 && !receive()) return false;
  if ((events & (POLLERR | POLLNVAL)) != 0 || ((events & POLLHUP) != 0 && (events & POLLIN) == 0)) return false;
  answer_lines();
  return send_news();
}

bool ControlClient::receive() {
  char buffer[kLongestLine];
  const auto count = recv(socket_, buffer, sizeof buffer, MSG_DONTWAIT);
  if (count <= 0) return count < 0 && errno == EAGAIN;
  received_.append(buffer, static_cast<std::size_t>(count));
  return true;
}

void ControlClient::answer_lines() {
  for (auto end = received_.find('\n'); end != std::string::npos && !is_full(); end = received_.find('\n')) {
    answer(std::string_view(received_).substr(0, end));
    received_.erase(0, end + 1);
  }
}

void ControlClient::answer(std::string_view line) {
  waiting_ += (is_json(line) ? answer_to_json(line) : answer_to_words(line, control_)) + "\n";
}

std::string ControlClient::answer_to_json(std::string_view line) {
  const auto request = request_from(line);
  if (request.has_error()) return error_line(request.error().message);
  return std::visit(Obey{control_, follower_}, *request);
}

// In rounds of what may wait, for as long as it takes them whole.
bool ControlClient::send_news() {
  bool more = true;
  while (more) {
    more = false;
    while (follower_ && !is_full()) {
      const auto news = follower_->next(Nanos(0));
      if (!news) break;
      waiting_ += news_line(*news) + "\n";
      more = true;
    }
    if (!send_waiting()) return false;
    more = more && waiting_.empty();
  }
  return received_.size() < kLongestLine || received_.find('\n') != std::string::npos;
}

bool ControlClient::send_waiting() {
  while (!waiting_.empty()) {
    const auto count = send(socket_, waiting_.data(), waiting_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0) return errno == EAGAIN;
    waiting_.erase(0, static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace plimsoll
