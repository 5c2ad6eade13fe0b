#pragma once

// `run --serve`: the dashboard beside a run of the command line, which it shows and steers. Made before any thread
// exists; owned by the run command; one thread.

#include "cli/options/run_request.h"
#include "conduct/interrupts.h"
#include "core/error.h"
#include "web/dashboard_process.h"

#include <string>
#include <utility>

namespace plimsoll {

class RunPage {
 public:
  // Gives the run an id and a control socket, if it has none. Error: the store or the port cannot be had.
  static Result<RunPage> open(RunRequest& wanted);

  // Of the run's own page.
  std::string address() const { return dashboard_.url() + "#/runs/" + id_; }

  // At a terminal the page stays after the run, until a key or a signal; elsewhere it ends with the run. Blocks.
  void stay(const Interrupts& interrupts);

 private:
  RunPage(DashboardProcess dashboard, std::string id) : dashboard_(std::move(dashboard)), id_(std::move(id)) {}

  DashboardProcess dashboard_;
  std::string id_;
};

}  // namespace plimsoll
