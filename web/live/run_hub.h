#pragma once

// The runs that somebody looks at: each is followed once. What nobody has looked at for a while is let go. Owned by the
// server; any thread.

#include "core/http/doorbell.h"
#include "web/live/followed_run.h"

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace plimsoll {

class RunHub {
 public:
  explicit RunHub(Doorbell& doorbell) : doorbell_(doorbell) {}

  // Follows it from now on, if nobody did. Null where as many are followed as may be.
  std::shared_ptr<FollowedRun> follow(const std::string& id, const std::filesystem::path& control);
  // Null: it is not followed.
  std::shared_ptr<FollowedRun> find(const std::string& id);
  void let_go_of_idle();
  void let_go_of_all();  // also of those that somebody holds: nothing rings any more

 private:
  Doorbell& doorbell_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<FollowedRun>> runs_;
};

}  // namespace plimsoll
