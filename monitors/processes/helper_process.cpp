#include "monitors/processes/helper_process.h"

#include "monitors/processes/conmon.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace plimsoll {
namespace {

constexpr std::array<std::string_view, 12> kInits = {"systemd",     "init",      "tini",     "dumb-init",
                                                     "docker-init", "catatonit", "runsvdir", "s6-svscan",
                                                     "runit",       "procd",     "launchd",  "busybox"};
constexpr std::array<std::string_view, 3> kSocketActivators = {"systemd", "xinetd", "inetd"};  // systemd --user too
constexpr std::array<std::string_view, 11> kProxies = {"docker-proxy", "conmon",         "rootlessport",  "slirp4netns",
                                                       "pasta",        "passt",          "rootlesskit",   "gvproxy",
                                                       "kube-proxy",   "com.docker.bac", "containerd-shi"};

// What people start programs of all kinds from.
constexpr std::array<std::string_view, 21> kShells = {
    "sh",   "bash", "dash",  "zsh",  "fish", "ksh",  "tmux: server", "tmux",   "screen", "SCREEN", "sshd",
    "sudo", "su",   "login", "cron", "code", "make", "script",       "docker", "podman", "xterm"};

template <class Names>
bool among(const Names& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view known) { return name == known; });
}

// Programs that run themselves again by /proc/self/exe are called "exe"; their first argument tells.
bool is_proxy(const ProcessStat& stat, const ProcessReader& reader) {
  const auto starts_like_one = [](std::string_view name) {
    return std::any_of(kProxies.begin(), kProxies.end(), [&](auto proxy) { return name.starts_with(proxy); });
  };
  if (stat.command != "exe") return starts_like_one(stat.command);
  const auto line = reader.command_line(stat.pid);
  const auto program = std::string_view(line).substr(0, line.find(' '));
  return starts_like_one(program.substr(program.rfind('/') + 1));
}

std::string instead(const ProcessStat& proxy, const ProcessReader& reader) {
  if (const auto conmon = read_conmon(reader, proxy.pid)) return "pass container:" + conmon->container_name;
  return "pass container:NAME of the one that publishes the port, as docker ps or podman ps lists it";
}

}  // namespace

std::optional<std::string> why_unfit(const ProcessStat& stat, const ProcessFamily& family,
                                     const ProcessReader& reader) {
  const auto name = name_of(stat);
  if (stat.pid == getpid()) return fmt::format("is plimsoll itself ({}): pass pid:N of the service", name);
  if (among(kSocketActivators, stat.command) || (stat.pid == 1 && among(kInits, stat.command)))
    return fmt::format(
        "is init ({}), which hands the socket over when somebody connects (socket activation): send the service a "
        "request so that it runs, then pass pid:N of its process",
        name);
  if (is_proxy(stat, reader))
    return fmt::format("is {}, which only forwards to a container: {}", name, instead(stat, reader));
  if (family.descends(getpid(), stat.pid))
    return fmt::format(
        "is {}, which started plimsoll: to watch it would be to watch plimsoll too; pass pid:N of the service{}", name,
        stat.pid == 1 ? "" : fmt::format(" (or pid:{}, and plimsoll is left out)", stat.pid));
  return std::nullopt;
}

bool may_supervise(const ProcessStat& stat, const ProcessFamily& family) {
  if (stat.pid == getpid() || family.descends(getpid(), stat.pid)) return false;
  return stat.pid != 1 && !among(kInits, stat.command) && !among(kShells, stat.command) &&
         !stat.command.starts_with("containerd-shi");
}

}  // namespace plimsoll
