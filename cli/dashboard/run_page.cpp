#include "cli/dashboard/run_page.h"

#include "cli/dashboard/port_holder.h"
#include "cli/options/server_token.h"
#include "conduct/process/run_process.h"
#include "core/say.h"
#include "store/run_store.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace plimsoll {

Result<RunPage> RunPage::open(RunRequest& wanted) {
  auto& run = wanted.settings;
  if (run.store.empty())
    return Error{ErrorKind::usage, "--serve: the page reads the store, and its usual place is not known: pass --store"};
  run.store = std::filesystem::absolute(run.store);
  if (const auto store = RunStore::open(run.store, Database::Access::write); store.has_error())
    return with_context(store.error(), "--serve: the page reads the store");
  DashboardOptions options;
  options.port = *wanted.page_port;
  options.store = run.store;
  options.state = usual_state_folder(run.store);
  options.schedules = false;  // beside this run nothing else is to begin
  options.report = [](const std::string& what) { say(stderr, "plimsoll: --serve: {}\n", what); };
  auto token = server_token("PLIMSOLL_SERVE_TOKEN");
  if (token.has_error()) return token.error();
  options.token = std::move(*token);
  if (run.id.empty()) run.id = new_run_id();
  if (run.control.empty()) run.control = options.state / (run.id + ".control");
  run.control = std::filesystem::absolute(run.control);
  auto dashboard = DashboardProcess::start(std::move(options));
  if (dashboard.has_error()) return with_context(with_holder(dashboard.error(), *wanted.page_port), "--serve");
  return RunPage(std::move(*dashboard), run.id);
}

void RunPage::stay(const Interrupts& interrupts) {
  const bool somebody_is_there = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
  if (!somebody_is_there || interrupts.count() > 0) return;
  say("\nThe page stays: {}\nPress Enter, or Ctrl-C, to end it.\n", address());
  std::fflush(stdout);
  pollfd key{STDIN_FILENO, POLLIN, 0};
  while (interrupts.count() == 0 && !dashboard_.has_ended() && poll(&key, 1, 100) == 0) {
  }
}

}  // namespace plimsoll
