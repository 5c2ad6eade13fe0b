#include "monitors/container_finder.h"

#include "monitors/process_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t kIdDigits = 64;
constexpr std::size_t kShortId = 12;
constexpr std::size_t kMaxNamed = 8;

// One that a socket or the table of processes tells.
struct Candidate {
  std::string id;
  std::vector<std::string> names;
  std::string state;  // "running", "exited"
  fs::path socket;    // empty: seen among the processes
  int pid = 0;        // then

  std::string name() const { return names.empty() ? id.substr(0, kShortId) : names.front(); }
};

Error unavailable(std::string message) { return {ErrorKind::unavailable, std::move(message)}; }

std::string text_of(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::vector<Candidate> listed(const Json& list, const fs::path& socket) {
  std::vector<Candidate> found;
  for (const auto& one : list) {
    if (!one.is_object()) continue;
    Candidate candidate{text_of(one, "Id"), {}, text_of(one, "State"), socket};
    if (const auto names = one.find("Names"); names != one.end() && names->is_array())
      for (const auto& name : *names)
        if (name.is_string()) {
          const auto text = name.get<std::string>();
          candidate.names.push_back(text.starts_with('/') ? text.substr(1) : text);
        }
    if (candidate.id.size() == kIdDigits) found.push_back(std::move(candidate));
  }
  return found;
}

// The id in the name of a group: "docker-ID.scope", "libpod-ID", "cri-containerd-ID.scope", "ID". The helper of a
// Podman container has a group with the same id.
std::optional<std::string> id_in(const std::string& group_name) {
  constexpr std::string_view kHexadecimal = "0123456789abcdef";
  if (group_name.find("conmon") != std::string::npos) return std::nullopt;
  const std::string_view name = group_name;
  for (auto at = name.find_first_of(kHexadecimal); at < name.size(); at = name.find_first_of(kHexadecimal, at)) {
    const auto end = std::min(name.find_first_not_of(kHexadecimal, at), name.size());
    if (end - at == kIdDigits) return group_name.substr(at, kIdDigits);
    at = end;
  }
  return std::nullopt;
}

std::optional<std::string> id_in_path(const std::string& path) {
  for (const auto& part : fs::path(path))
    if (auto id = id_in(part.string())) return id;
  return std::nullopt;
}

// A container may make groups below its own.
ControlGroup cut_at_container(ControlGroup group, const std::string& id, const CgroupRoots& roots) {
  fs::path path;
  for (const auto& part : group.path) {
    path /= part;
    if (id_in(part.string()) != id) continue;
    auto whole = find_control_group((group.tree / path).string(), roots);
    return whole ? *whole : std::move(group);
  }
  return group;
}

// One search for a container.
class Search {
 public:
  Search(const std::string& wanted, const ContainerPlaces& places) : wanted_(wanted), places_(places) {}

  Result<FoundContainer> run() {
    for (const auto& socket : places_.sockets) ask(socket);
    add_running();
    const auto found = fitting();
    if (found.empty()) return none();
    if (found.size() > 1) return several(found);
    return resolve(*found.front());
  }

 private:
  void ask(const fs::path& socket) {
    std::error_code ignored;
    if (!fs::exists(socket, ignored)) {
      if (ignored.value() == EACCES) refused(socket);
      return;
    }
    if (faccessat(AT_FDCWD, socket.c_str(), R_OK | W_OK, AT_EACCESS) != 0) return refused(socket);
    const auto answer = places_.get(socket, "/containers/json?all=1");
    if (answer.has_error()) return note(fmt::format("{}: {}", socket.string(), answer.error().message));
    const auto list = Json::parse(answer->body, nullptr, false);
    if (answer->status != 200 || !list.is_array())
      return note(fmt::format("{}: expected a list of containers, got status {}", socket.string(), answer->status));
    for (auto& one : listed(list, socket)) all_.push_back(std::move(one));
  }

  void refused(const fs::path& socket) {
    note(fmt::format("{} may not be opened: run plimsoll as root or as a member of the socket's group",
                     socket.string()));
  }

  void note(std::string what) { notes_ += "; " + std::move(what); }

  // What runs and no socket told.
  void add_running() {
    for (const int pid : ProcessReader(ProcRoot{places_.roots.proc}).all_pids())
      for (const auto& line : group_lines(pid, places_.roots)) {
        const auto id = id_in_path(line.path);
        if (!id || std::any_of(all_.begin(), all_.end(), [&](const auto& one) { return one.id == *id; })) continue;
        all_.push_back({*id, {}, "running", {}, pid});
      }
  }

  std::vector<const Candidate*> fitting() const {
    std::vector<const Candidate*> found;
    for (const auto& one : all_)
      if (std::find(one.names.begin(), one.names.end(), wanted_) != one.names.end() || one.id == wanted_)
        found.push_back(&one);
    if (!found.empty() || wanted_.empty()) return found;
    for (const auto& one : all_)
      if (one.id.starts_with(wanted_)) found.push_back(&one);
    return found;
  }

  Error none() const {
    std::string names;
    std::size_t running = 0;
    for (const auto& one : all_)
      if (one.state == "running" && ++running <= kMaxNamed) names += (running == 1 ? "" : ", ") + one.name();
    if (running > kMaxNamed) names += fmt::format(", and {} more", running - kMaxNamed);
    const bool asked = std::any_of(all_.begin(), all_.end(), [](const auto& one) { return !one.socket.empty(); });
    return unavailable(fmt::format("container:{}: there is no such container; {}{}{}", wanted_,
                                   running == 0 ? "none runs here" : "running here: " + names,
                                   asked || running == 0 ? "" : "; without a socket of Docker or Podman pass the id",
                                   notes_));
  }

  Error several(const std::vector<const Candidate*>& found) const {
    std::string names;
    for (std::size_t i = 0; i < std::min(found.size(), kMaxNamed); ++i)
      names += fmt::format("{}{} ({})", i == 0 ? "" : ", ", found[i]->id.substr(0, kShortId), found[i]->name());
    return Error{ErrorKind::usage, fmt::format("container:{} fits {} containers: {}; pass one of these ids", wanted_,
                                               found.size(), names)};
  }

  Result<FoundContainer> resolve(const Candidate& one) const {
    const auto pid = one.socket.empty() ? Result<int>(one.pid) : inspected_pid(one);
    if (pid.has_error()) return pid.error();
    const auto group = control_group_of(*pid, places_.roots);
    if (!group)
      return unavailable(fmt::format(
          "container:{}: the control group of its process {} is not to be seen from here: run plimsoll on the machine "
          "that runs the container, outside of any container",
          wanted_, *pid));
    return FoundContainer{one.id, one.name(), cut_at_container(*group, one.id, places_.roots)};
  }

  Result<int> inspected_pid(const Candidate& one) const {
    if (one.state != "running" && one.state != "paused")
      return unavailable(fmt::format("container:{} is {}, not running: start it first", wanted_,
                                     one.state.empty() ? "stopped" : one.state));
    const auto answer = places_.get(one.socket, "/containers/" + one.id + "/json");
    if (answer.has_error())
      return unavailable(fmt::format("container:{}: {}: {}", wanted_, one.socket.string(), answer.error().message));
    const auto facts = Json::parse(answer->body, nullptr, false);
    const auto state = facts.is_object() ? facts.find("State") : facts.end();
    if (state != facts.end() && state->is_object())
      if (const auto pid = state->find("Pid"); pid != state->end() && pid->is_number_integer() && *pid > 0)
        return pid->get<int>();
    return unavailable(fmt::format("container:{}: {} does not tell its process: expected State.Pid, got status {}",
                                   wanted_, one.socket.string(), answer->status));
  }

  const std::string& wanted_;
  const ContainerPlaces& places_;
  std::vector<Candidate> all_;
  std::string notes_;
};

}  // namespace

std::vector<fs::path> container_sockets() {
  std::vector<fs::path> sockets = {"/var/run/docker.sock", "/run/podman/podman.sock"};
  if (const char* folder = std::getenv("XDG_RUNTIME_DIR"); folder && *folder != '\0') {
    sockets.push_back(fs::path(folder) / "docker.sock");
    sockets.push_back(fs::path(folder) / "podman/podman.sock");
  }
  return sockets;
}

Result<FoundContainer> find_container(const std::string& wanted, const ContainerPlaces& places) {
  return Search(wanted, places).run();
}

}  // namespace plimsoll
