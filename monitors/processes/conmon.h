#pragma once

// The helper that Podman starts beside each container: its arguments show whose it is where no socket does. No state;
// any thread.

#include "monitors/processes/process_reader.h"

#include <optional>
#include <string>

namespace plimsoll {

struct Conmon {
  std::string container_id;
  std::string container_name;
};

// Nothing where the process is another program or may not be read.
std::optional<Conmon> read_conmon(const ProcessReader& reader, int pid);

}  // namespace plimsoll
