#pragma once

// The demonstration service on a port: HTTP/1.1 with keep-alive, one thread. Owned by the demo-target command.

#include "core/error.h"
#include "core/time.h"
#include "demo/prediction_service.h"

#include <cstdint>
#include <functional>
#include <string>

namespace plimsoll {

struct DemoServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 5000;  // 0: any free one
  Nanos service_time{0};      // each prediction is answered so much later
  ServiceFaults faults;
};

// Serves until SIGINT or SIGTERM. `listening` is called once with the port. Error: the address cannot be had.
Result<> run_demo_server(const DemoServerOptions& options, const std::function<void(std::uint16_t)>& listening);

}  // namespace plimsoll
