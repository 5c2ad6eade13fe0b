#include "conduct/process/run_process.h"

#include "conduct/process/state_folder.h"
#include "conduct/run_facts.h"
#include "core/clock.h"
#include "core/units.h"
#include "store/run_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <mutex>
#include <random>
#include <system_error>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMostSaid = 8192;  // of an error, from its end
constexpr int kLookEveryMs = 20;
constexpr Nanos kPatience = std::chrono::minutes(1);

Error failed(const std::string& what, int error) {
  return {ErrorKind::internal, fmt::format("{}: {}", what, std::strerror(error))};
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

// What it reads; nothing where no text was given.
int input_of(const std::optional<std::string>& text) {
  if (!text) return open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int memory = memfd_create("scenario", MFD_CLOEXEC);
  for (std::size_t at = 0; memory >= 0 && at < text->size();) {
    const auto written = write(memory, text->data() + at, text->size() - at);
    if (written <= 0) break;
    at += static_cast<std::size_t>(written);
  }
  if (memory >= 0) lseek(memory, 0, SEEK_SET);
  return memory;
}

std::string last_of(const std::filesystem::path& log) {
  std::ifstream in(log, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (text.size() > kMostSaid) text.erase(0, text.size() - kMostSaid);
  constexpr std::string_view kPrefix = "plimsoll: ";
  if (text.starts_with(kPrefix)) text.erase(0, kPrefix.size());
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

ErrorKind kind_of_exit(int status) {
  if (!WIFEXITED(status)) return ErrorKind::internal;
  switch (WEXITSTATUS(status)) {
    case 64:
      return ErrorKind::usage;
    case 65:
      return ErrorKind::invalid;
    case 69:
      return ErrorKind::unavailable;
    default:
      return ErrorKind::internal;
  }
}

Result<pid_t> spawned(const RunLaunch& launch, const LaunchedRun& run, std::vector<std::string> words) {
  const Descriptor input(input_of(launch.scenario_text));
  const Descriptor log(open(run.log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (input.number() < 0) return failed("a run cannot be started", errno);
  if (log.number() < 0) return failed(run.log.string(), errno);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.number(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, log.number(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, log.number(), STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);  // a port of ours would stay taken
  if (!launch.directory.empty()) posix_spawn_file_actions_addchdir_np(&actions, launch.directory.c_str());
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // A session of its own: neither the terminal nor our end reaches it.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  pid_t pid = 0;
  const int error = posix_spawn(&pid, launch.program.c_str(), &actions, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return failed(launch.program.string(), error);
  return pid;
}

// Of ours, that nobody has asked after their end.
class Children {
 public:
  void add(pid_t pid) {
    const std::lock_guard lock(mutex_);
    pids_.push_back(pid);
  }
  void reap() {
    const std::lock_guard lock(mutex_);
    std::erase_if(pids_, [](pid_t pid) { return waitpid(pid, nullptr, WNOHANG) != 0; });
  }

 private:
  std::mutex mutex_;
  std::vector<pid_t> pids_;
};

Children& children() {
  static Children all;
  return all;
}

}  // namespace

std::string new_run_id() { return make_run_id(wall_now(), std::random_device()()); }

std::filesystem::path this_program() {
  std::error_code failed;
  return std::filesystem::read_symlink("/proc/self/exe", failed);
}

Result<> prepare_state_folder(const std::filesystem::path& state) {
  std::error_code error;
  std::filesystem::create_directories(state, error);
  if (error) return Error{ErrorKind::internal, fmt::format("{}: {}", state.string(), error.message())};
  struct stat owner {};
  if (stat(state.c_str(), &owner) != 0 || owner.st_uid != getuid())
    return Error{ErrorKind::internal, fmt::format("{}: belongs to somebody else", state.string())};
  chmod(state.c_str(), S_IRWXU);
  return {};
}

Result<StartingRun> start_run(const RunLaunch& launch) {
  if (const auto prepared = prepare_state_folder(launch.state); prepared.has_error()) return prepared.error();
  keep_few_run_logs(launch.state);
  LaunchedRun run;
  run.id = launch.id.empty() ? new_run_id() : launch.id;
  run.control = launch.state / (run.id + ".control");
  run.log = launch.state / (run.id + ".log");
  std::vector<std::string> words = {launch.program.string(), "run"};
  words.insert(words.end(), launch.arguments.begin(), launch.arguments.end());
  for (auto& word :
       {std::string("--no-progress"), "--run-id=" + run.id, "--control=" + run.control.string(),
        "--store=" + launch.store.string(), std::string("--report=none"), "--out=" + (launch.state / run.id).string()})
    words.push_back(word);
  const auto pid = spawned(launch, run, std::move(words));
  if (pid.has_error()) return pid.error();
  run.pid = *pid;
  return StartingRun(std::move(run), launch.store);
}

StartingRun::StartingRun(LaunchedRun run, std::filesystem::path store)
    : run_(std::move(run)), store_(std::move(store)), give_up_(monotonic_now() + kPatience) {}

std::optional<Result<LaunchedRun>> StartingRun::look() const {
  if (RunStore::holds(store_, run_.id)) {
    children().add(run_.pid);
    return run_;
  }
  int status = 0;
  if (waitpid(run_.pid, &status, WNOHANG) == 0) {
    if (monotonic_now() <= give_up_) return std::nullopt;
    kill(run_.pid, SIGTERM);
    children().add(run_.pid);
    return Error{ErrorKind::internal, fmt::format("the run did not come into {} within {}; it was stopped",
                                                  store_.string(), format_duration(kPatience))};
  }
  if (RunStore::holds(store_, run_.id)) return run_;  // short, and over
  auto said = last_of(run_.log);
  std::error_code absent;
  std::filesystem::remove(run_.log, absent);
  if (said.empty()) said = "the run ended before it began";
  return Error{kind_of_exit(status), std::move(said)};
}

Result<LaunchedRun> launch_run(const RunLaunch& launch) {
  const auto starting = start_run(launch);
  if (starting.has_error()) return starting.error();
  for (;;) {
    if (auto launched = starting->look()) return std::move(*launched);
    poll(nullptr, 0, kLookEveryMs);
  }
}

std::filesystem::path usual_state_folder(const std::filesystem::path& store) {
  constexpr std::size_t kLongestSocket = 107, kOfAnId = 40;
  auto folder = std::filesystem::absolute(store).parent_path() / "state";
  if (folder.string().size() + kOfAnId <= kLongestSocket) return folder;
  return fmt::format("/tmp/plimsoll-{}", getuid());
}

void reap_ended_runs() { children().reap(); }

}  // namespace plimsoll
