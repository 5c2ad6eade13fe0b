#pragma once

// Tests of the transport run once over epoll and once over io_uring; where the kernel refuses a ring, that half is
// skipped and says so.
//
//   struct Http1Abort : EachIo {};
//   TEST_P(Http1Abort, ends_a_send) { Http1Client client(to_port(server.port())); ... }
//   INSTANTIATE_TEST_SUITE_P(, Http1Abort, each_io(), name_of_io);

#include "engine/io_choice.h"
#include "tests/engine/http1/http1_client.h"

#include <gtest/gtest.h>

namespace plimsoll {

class EachIo : public testing::TestWithParam<IoMode> {
 protected:
  void SetUp() override {
    if (!uses_ring()) return;
    const std::string refusal = ring_refusal();
    if (!refusal.empty()) GTEST_SKIP() << "no io_uring on this machine: " << refusal;
  }

  static bool uses_ring() { return GetParam() == IoMode::uring; }

  static Http1Options to_port(std::uint16_t port) {
    auto options = Http1Client::to_port(port);
    options.uses_ring = uses_ring();
    return options;
  }
};

inline auto each_io() { return testing::Values(IoMode::epoll, IoMode::uring); }

inline std::string name_of_io(const testing::TestParamInfo<IoMode>& info) {
  return info.param == IoMode::uring ? "uring" : "epoll";
}

}  // namespace plimsoll
