#include "monitors/groups/container_finder.h"

#include "core/json/json.h"
#include "monitors/processes/conmon.h"
#include "monitors/processes/process_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <map>
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

// The last one: the group of a container may be in that of a pod, which has an id too.
std::optional<std::string> id_in_path(const std::string& path) {
  std::optional<std::string> last;
  for (const auto& part : fs::path(path))
    if (auto id = id_in(part.string())) last = std::move(id);
  return last;
}

// A container may make groups below its own. Nothing where it has none of its own.
std::optional<ControlGroup> cut_at_container(const ControlGroup& group, const std::string& id,
                                             const CgroupRoots& roots) {
  fs::path path;
  for (const auto& part : group.path) {
    path /= part;
    if (id_in(part.string()) != id) continue;
    auto whole = find_control_group((group.tree / path).string(), roots);
    return whole ? *whole : group;
  }
  return std::nullopt;
}

// What a daemon says of an answer that is not what was asked for.
std::string complaint(const HttpAnswer& answer) {
  const auto said = parse_json(answer.body);
  const auto message = said.is_object() ? text_of(said, "message") : std::string();
  return fmt::format("got status {}{}", answer.status, message.empty() ? "" : ": " + message);
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
    const auto list = parse_json(answer->body);
    if (answer->status != 200 || !list.is_array())
      return note(fmt::format("{}: expected a list of containers, {}", socket.string(), complaint(*answer)));
    for (auto& one : listed(list, socket)) all_.push_back(std::move(one));
  }

  void refused(const fs::path& socket) {
    note(fmt::format("{} may not be opened: run plimsoll as root or as a member of the socket's group",
                     socket.string()));
  }

  void note(std::string what) { notes_ += "; " + std::move(what); }

  // What runs and no socket told.
  void add_running() {
    const ProcessReader reader(ProcRoot{places_.roots.proc});
    std::map<std::string, std::string> names;
    for (const int pid : reader.all_pids()) {
      if (auto conmon = read_conmon(reader, pid)) names[conmon->container_id] = std::move(conmon->container_name);
      for (const auto& line : group_lines(pid, places_.roots)) {
        const auto id = id_in_path(line.path);
        if (!id || std::any_of(all_.begin(), all_.end(), [&](const auto& one) { return one.id == *id; })) continue;
        all_.push_back({*id, {}, "running", {}, pid});
      }
    }
    for (auto& one : all_)
      if (const auto name = names.find(one.id); one.names.empty() && name != names.end())
        one.names.push_back(name->second);
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
    const bool nameless = std::any_of(all_.begin(), all_.end(), [](const auto& one) { return one.names.empty(); });
    return unavailable(
        fmt::format("container:{}: there is no such container; {}{}{}", wanted_,
                    running == 0 ? "none runs here" : "running here: " + names,
                    nameless ? "; of one that is known by no socket of Docker or Podman pass the id" : "", notes_));
  }

  Error several(const std::vector<const Candidate*>& found) const {
    std::string names;
    for (std::size_t i = 0; i < std::min(found.size(), kMaxNamed); ++i)
      names += fmt::format("{}{} ({}, {})", i == 0 ? "" : ", ", found[i]->id.substr(0, kShortId), found[i]->name(),
                           found[i]->state);
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
    const auto own = cut_at_container(*group, one.id, places_.roots);
    if (!own)
      return unavailable(
          fmt::format("container:{} has no control group of its own: its process {} is in {}, which may "
                      "hold others too; pass pid:{}",
                      wanted_, *pid, group->name(), *pid));
    return FoundContainer{one.id, one.name(), *own};
  }

  Result<int> inspected_pid(const Candidate& one) const {
    if (one.state != "running" && one.state != "paused")
      return unavailable(fmt::format("container:{} is {}, not running: start it first", wanted_,
                                     one.state.empty() ? "stopped" : one.state));
    const auto answer = places_.get(one.socket, "/containers/" + one.id + "/json");
    if (answer.has_error())
      return unavailable(fmt::format("container:{}: {}: {}", wanted_, one.socket.string(), answer.error().message));
    const auto facts = parse_json(answer->body);
    const auto state = facts.is_object() ? facts.find("State") : facts.end();
    if (state != facts.end() && state->is_object())
      if (const auto pid = state->find("Pid"); pid != state->end() && pid->is_number_integer() && *pid > 0)
        return pid->get<int>();
    return unavailable(fmt::format("container:{}: {} does not tell its process: expected State.Pid, {}", wanted_,
                                   one.socket.string(), complaint(*answer)));
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
