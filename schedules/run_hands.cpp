#include "schedules/run_hands.h"

#include "conduct/control/socket_run_control.h"
#include "conduct/process/run_process.h"
#include "store/process_mark.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

// As launch_run writes it.
constexpr std::string_view kRunId = "--run-id=";

std::string command_line_of(const std::filesystem::path& process) {
  std::ifstream file(process / "cmdline", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool is_process(const std::filesystem::path& entry) {
  const auto name = entry.filename().string();
  return std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool is_started(const std::string& run) {
  const auto wanted = std::string(1, '\0').append(kRunId).append(run).append(1, '\0');
  std::error_code failed;
  std::filesystem::directory_iterator processes("/proc", failed);
  return std::any_of(begin(processes), end(processes), [&](const auto& entry) {
    return is_process(entry.path()) && command_line_of(entry.path()).find(wanted) != std::string::npos;
  });
}

}  // namespace

RunHands process_hands(const std::filesystem::path& store) {
  const auto state = usual_state_folder(store);  // another scheduler finds the runs there of one that was killed
  const auto starting = std::make_shared<std::map<std::string, StartingRun>>();
  RunHands hands;
  hands.launch = [store = std::filesystem::absolute(store), state, starting](const RunOrder& order) -> Result<void> {
    reap_ended_runs();
    RunLaunch launch;
    launch.program = this_program();
    launch.arguments = {order.scenario.string()};
    launch.id = order.run;
    launch.directory = order.scenario.parent_path();
    launch.store = store;
    launch.state = state;
    std::error_code failed;
    if (!std::filesystem::is_directory(launch.directory, failed)) launch.directory = store.parent_path();
    auto started = start_run(launch);
    if (started.has_error()) return started.error();
    starting->insert_or_assign(order.run, *std::move(started));
    return {};
  };
  hands.failure_of = [starting](const std::string& run) -> std::optional<Error> {
    const auto found = starting->find(run);
    if (found == starting->end()) return std::nullopt;
    const auto launched = found->second.look();
    if (!launched) return std::nullopt;
    starting->erase(found);
    if (launched->has_error()) return launched->error();
    return std::nullopt;
  };
  hands.is_started = is_started;
  hands.ask_to_stop = [state](const std::string& run) -> Result<void> {
    const auto control = SocketRunControl::connect(state / (run + ".control"));
    if (control.has_error()) return control.error();
    return (*control)->stop();
  };
  hands.kill = [](const std::string& mark) { kill_marked(mark); };
  return hands;
}

}  // namespace plimsoll
