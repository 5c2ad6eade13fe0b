#pragma once

// Steers and follows a run of another process over its control socket. Owned by whoever started that process, or found
// its socket; one thread.

#include "conduct/control/control_protocol.h"
#include "conduct/control/line_socket.h"
#include "conduct/control/run_control.h"
#include "core/error.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

class SocketRunControl final : public RunControl {
 public:
  // `patience`: how long an answer may take. Error: nobody listens there.
  static Result<std::unique_ptr<SocketRunControl>> connect(const std::filesystem::path& path,
                                                           Nanos patience = std::chrono::seconds(10));

  Result<RunStatus> status() override;
  Result<LiveStatus> live() override;
  Result<std::vector<std::string>> target_log() override;
  // Over a connection of its own.
  Result<std::unique_ptr<RunFollower>> follow(const FollowFrom& from) override;
  Result<void> set_users(std::uint64_t users, const std::string& load) override;
  Result<void> set_rate(double per_second, const std::string& load) override;
  Result<void> pause() override;
  Result<void> resume() override;
  Result<void> stop() override;

 private:
  SocketRunControl(std::filesystem::path path, Nanos patience, LineSocket socket);
  Result<void> ask(const ControlRequest& request);

  std::filesystem::path path_;
  Nanos patience_;
  LineSocket socket_;
};

}  // namespace plimsoll
