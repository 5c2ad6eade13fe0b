#pragma once

// Which image a container runs, as Docker or Podman tells it. No state; any thread.

#include "core/error.h"
#include "monitors/groups/container_finder.h"

#include <string>

namespace plimsoll {

// Of a running one, by its name, its id or the beginning of it: "shop/api:1.5 (4f2a9c1b7d3e)", for a tag may be moved.
// Error: no daemon tells.
Result<std::string> image_of_container(const std::string& wanted, const ContainerPlaces& places);

}  // namespace plimsoll
