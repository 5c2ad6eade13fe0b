#pragma once

// The dashboard as a process beside ours: what it does takes nothing from us, and it ends with us, whatever becomes of
// us. It is forked, so it is made before any thread exists. Owned by the run command; one thread.

#include "core/error.h"
#include "web/dashboard_server.h"

#include <sys/types.h>

#include <string>
#include <utility>

namespace plimsoll {

class DashboardProcess {
 public:
  // Returns when it listens. Error: why it does not, as of run_dashboard.
  static Result<DashboardProcess> start(DashboardOptions options);
  DashboardProcess(DashboardProcess&& other) noexcept;
  DashboardProcess& operator=(DashboardProcess&&) = delete;
  ~DashboardProcess();  // ends it

  const std::string& url() const noexcept { return url_; }
  bool has_ended();  // by itself

 private:
  DashboardProcess(pid_t process, std::string url) : process_(process), url_(std::move(url)) {}

  pid_t process_;  // 0: none
  std::string url_;
};

}  // namespace plimsoll
