#include "engine/wire/tls_resumption.h"
#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_server.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace plimsoll::tls_resumption_test {

struct Versions : testing::TestWithParam<bool> {
  static LoopbackOptions speaking(bool tls_1_2) {
    LoopbackOptions made;
    made.tls = TestCertificate::self_signed("127.0.0.1");
    made.tls_1_2 = tls_1_2;
    made.keeps_requests = true;
    return made;
  }

  Http1Options to(const LoopbackServer& other) const {
    auto made = Http1Client::to_port(other.port());
    made.url.scheme = Url::Scheme::https;
    made.tls.ca_file = ca.path();
    made.connection.keep_alive = false;
    return made;
  }

  LoopbackOptions options = speaking(GetParam());
  const TemporaryFile ca{options.tls->certificate_pem};
  LoopbackServer server{[](const ReceivedRequest&) { return Reply::json("{}"); }, options};

  std::size_t resumed_as_the_server_says() const {
    const auto received = server.received();
    return static_cast<std::size_t>(
        std::count_if(received.begin(), received.end(), [](const auto& request) { return request.resumed; }));
  }
};

TEST_P(Versions, resume_the_session_of_the_connection_before) {
  Http1Client client(to(server));
  const auto channel = client.channel();
  std::uint32_t resumed = 0;
  for (int i = 0; i < 10; ++i) {
    const auto response = client.send(*channel, make_request());
    EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
    EXPECT_EQ(response.connections_opened, 1u);
    resumed += response.sessions_resumed;
  }
  EXPECT_EQ(resumed, 9u);
  EXPECT_EQ(resumed_as_the_server_says(), 9u);
}

TEST_P(Versions, begin_anew_with_another_transport) {
  for (int i = 0; i < 2; ++i) {
    Http1Client client(to(server));
    EXPECT_EQ(client.send_once(make_request()).sessions_resumed, 0u);
  }
  EXPECT_EQ(resumed_as_the_server_says(), 0u);
}

TEST_P(Versions, shake_hands_in_full_where_the_server_has_forgotten) {
  Http1Client client(to(server));
  EXPECT_EQ(client.send_once(make_request()).failure, FailureKind::none);
  const auto port = server.port();
  server.stop();
  auto again = options;
  again.port = port;
  LoopbackServer restarted([](const ReceivedRequest&) { return Reply::json("{}"); }, again);
  const auto response = client.send_once(make_request());
  EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
  EXPECT_EQ(response.sessions_resumed, 0u);
  EXPECT_EQ(client.send_once(make_request()).sessions_resumed, 1u);
}

INSTANTIATE_TEST_SUITE_P(Tls, Versions, testing::Bool(), [](const auto& of) { return of.param ? "of_1_2" : "of_1_3"; });

}  // namespace plimsoll::tls_resumption_test
