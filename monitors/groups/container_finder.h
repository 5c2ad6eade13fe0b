#pragma once

// Which control group a container is: asked from Docker or Podman where their socket is there, else read from the names
// of the groups that run on this machine, which hold the container's id. No state; any thread.

#include "core/error.h"
#include "core/http/http_answer.h"
#include "monitors/groups/control_group.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace plimsoll {

// One GET over a Unix socket.
using SocketGet =
    std::function<Result<HttpAnswer>(const std::filesystem::path& socket, const std::string& path_and_query)>;

struct ContainerPlaces {
  CgroupRoots roots{};
  std::vector<std::filesystem::path> sockets{};
  SocketGet get{};
};
// Where Docker and Podman of root and of this user listen.
std::vector<std::filesystem::path> container_sockets();

struct FoundContainer {
  std::string id;    // 64 hexadecimal digits
  std::string name;  // "web"; the short id where no socket reports it
  ControlGroup group;
};

// By its name, its id or the beginning of it. The error names the containers that there are.
Result<FoundContainer> find_container(const std::string& wanted, const ContainerPlaces& places);

}  // namespace plimsoll
