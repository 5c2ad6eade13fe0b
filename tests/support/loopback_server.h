#pragma once

// An HTTP/1.1 server for tests, scripted to the byte: a free port of loopback or a Unix socket, blocking sockets, a
// thread a connection, optionally TLS. Owned by the test; ends and joins its threads in the destructor. All members may
// be called from any thread.
//
//   LoopbackServer server([](const ReceivedRequest&) { return Reply::json(R"({"prediction": 1})"); });
//   ... server.url() ... EXPECT_EQ(server.requests(), 10u);

#include "tests/support/loopback_ports.h"
#include "tests/support/loopback_reply.h"
#include "tests/support/test_certificate.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct ReceivedRequest {
  std::string method;
  std::string target;  // path and query
  std::string head;    // request line and headers as received, the empty line included
  std::string body;
  std::uint64_t connection = 0;            // 1 for the first accepted
  std::uint64_t number_on_connection = 0;  // 1 for its first request
  bool resumed = false;                    // its connection's TLS session
  std::string peer;                        // "127.0.0.1"; empty on a Unix socket

  std::optional<std::string> header(std::string_view name) const;  // any case
};

struct LoopbackOptions {
  std::optional<TestCertificate> tls;
  bool tls_1_2 = false;               // and no later version
  bool answers_before_body = false;   // the handler is called when the head is there; the body is never read
  bool keeps_requests = false;        // for received()
  std::optional<Reply> greeting;      // what a connection gets as soon as it is accepted, before any request
  std::uint16_t port = 0;             // of 127.0.0.1; 0: a free one
  std::string address = "127.0.0.1";  // or ::1, or the path of a Unix socket
};

class LoopbackServer {
 public:
  using Handler = std::function<Reply(const ReceivedRequest&)>;

  explicit LoopbackServer(Handler handler, LoopbackOptions options = {});
  ~LoopbackServer();

  std::uint16_t port() const;
  std::string url() const;  // http://127.0.0.1:PORT or https://; only there

  // Exact counts: requests whose handler was called; connections accepted; connections that the server has closed.
  std::uint64_t requests() const;
  std::uint64_t connections() const;
  std::uint64_t closed_connections() const;
  std::vector<ReceivedRequest> received() const;

  // Return when the count is reached.
  void wait_for_requests(std::uint64_t count) const;
  void wait_for_closed_connections(std::uint64_t count) const;

  // Closes the port and every connection; the port refuses from then on.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace plimsoll
