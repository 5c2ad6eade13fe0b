#include "conduct/control/socket_run_control.h"

#include <utility>
#include <variant>

namespace plimsoll {
namespace {

class SocketFollower final : public RunFollower {
 public:
  SocketFollower(LineSocket socket, double kept_from_s) : socket_(std::move(socket)), kept_from_s_(kept_from_s) {}

  double kept_from_s() const override { return kept_from_s_; }
  bool over() const override { return over_; }

  // A line that says nothing to us is of a later version: it is passed over.
  std::optional<RunNews> next(Nanos patience) override {
    while (!over_) {
      const auto line = socket_.receive(patience);
      over_ = socket_.closed();
      if (!line) return std::nullopt;
      auto news = news_from(*line);
      if (news.has_error()) continue;
      over_ = over_ || std::holds_alternative<RunVerdict>(news->what);
      return std::move(*news);
    }
    return std::nullopt;
  }

 private:
  LineSocket socket_;
  double kept_from_s_;
  bool over_ = false;
};

}  // namespace

Result<std::unique_ptr<SocketRunControl>> SocketRunControl::connect(const std::filesystem::path& path, Nanos patience) {
  auto socket = LineSocket::connect(path);
  if (socket.has_error()) return socket.error();
  return std::unique_ptr<SocketRunControl>(new SocketRunControl(path, patience, std::move(*socket)));
}

SocketRunControl::SocketRunControl(std::filesystem::path path, Nanos patience, LineSocket socket)
    : path_(std::move(path)), patience_(patience), socket_(std::move(socket)) {}

Result<RunStatus> SocketRunControl::status() {
  const auto line = socket_.ask(request_line(AskStatus{}), patience_);
  if (line.has_error()) return line.error();
  return status_from(*line);
}

Result<LiveStatus> SocketRunControl::live() {
  const auto line = socket_.ask(request_line(AskLive{}), patience_);
  if (line.has_error()) return line.error();
  return live_from(*line);
}

Result<std::vector<std::string>> SocketRunControl::target_log() {
  const auto line = socket_.ask(request_line(AskLog{}), patience_);
  if (line.has_error()) return line.error();
  return log_from(*line);
}

Result<std::unique_ptr<RunFollower>> SocketRunControl::follow(const FollowFrom& from) {
  auto socket = LineSocket::connect(path_);
  if (socket.has_error()) return socket.error();
  const auto line = socket->ask(request_line(from), patience_);
  if (line.has_error()) return line.error();
  const auto kept_from_s = following_from(*line);
  if (kept_from_s.has_error()) return kept_from_s.error();
  return std::unique_ptr<RunFollower>(std::make_unique<SocketFollower>(std::move(*socket), *kept_from_s));
}

Result<void> SocketRunControl::ask(const ControlRequest& request) {
  const auto line = socket_.ask(request_line(request), patience_);
  if (line.has_error()) return line.error();
  return ok_from(*line);
}

Result<void> SocketRunControl::set_users(std::uint64_t users, const std::string& load) {
  return ask(AskUsers{users, load});
}

Result<void> SocketRunControl::set_rate(double per_second, const std::string& load) {
  return ask(AskRate{per_second, load});
}

Result<void> SocketRunControl::pause() { return ask(AskPause{}); }

Result<void> SocketRunControl::resume() { return ask(AskResume{}); }

Result<void> SocketRunControl::stop() { return ask(AskStop{}); }

}  // namespace plimsoll
