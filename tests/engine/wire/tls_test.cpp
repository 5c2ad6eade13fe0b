#include "engine/wire/tls.h"
#include "engine/http1/http1_encoder.h"
#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_server.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace plimsoll::tls_test {

const TestCertificate& certificate() {
  static const TestCertificate kMade = TestCertificate::self_signed("127.0.0.1");
  return kMade;
}

LoopbackOptions speaking_tls(const TestCertificate& identity = certificate()) {
  LoopbackOptions options;
  options.tls = identity;
  return options;
}

LoopbackOptions greeting_with(Reply greeting) {
  LoopbackOptions options;
  options.greeting = std::move(greeting);
  return options;
}

Reply json(const ReceivedRequest&) { return Reply::json(R"({"prediction": 1})"); }

Http1Options https_to(std::uint16_t port, const std::filesystem::path& ca = {}) {
  auto options = Http1Client::to_port(port);
  options.url.scheme = Url::Scheme::https;
  options.tls.ca_file = ca;
  return options;
}

Http1Options insecure_to(std::uint16_t port) {
  auto options = https_to(port);
  options.tls.insecure = true;
  return options;
}

void expect_tls_failure(const Response& response, const std::string& message) {
  EXPECT_EQ(to_string(response.failure), to_string(FailureKind::tls));
  EXPECT_EQ(response.failure_message, message);
  EXPECT_EQ(response.connections_opened, 0u);
  EXPECT_EQ(response.connections_failed, 1u);
  EXPECT_EQ(response.sent, Instant{});
}

TEST(Tls, sends_and_reads_through_a_verified_connection) {
  LoopbackServer server(json, speaking_tls());
  const TemporaryFile ca(certificate().certificate_pem);
  Http1Client client(https_to(server.port(), ca.path()));
  const auto channel = client.channel();
  auto request = make_request("/predict", std::string(100'000, 'b'));
  request.keeps_body = true;
  const auto first = client.send(*channel, request);
  EXPECT_EQ(first.failure, FailureKind::none) << first.failure_message;
  EXPECT_EQ(first.body, R"({"prediction": 1})");
  EXPECT_EQ(first.bytes_sent, http1_head(request).size() + request.body->size());
  EXPECT_GT(first.handshake_time.count(), 0);
  EXPECT_GT(first.connect_time.count(), 0);
  for (int i = 0; i < 5; ++i) {
    const auto next = client.send(*channel, request);
    EXPECT_EQ(next.failure, FailureKind::none) << next.failure_message;
    EXPECT_EQ(next.connections_opened, 0u);
  }
  EXPECT_EQ(server.connections(), 1u);
}

TEST(Tls, reads_answers_of_any_size_and_shape) {
  LoopbackServer server(
      [](const ReceivedRequest& request) {
        if (request.target == "/bytes") return Reply::chunked({"one ", "two"}).byte_by_byte();
        if (request.target == "/end") return Reply::until_close("to the end");
        return Reply::huge(10 << 20);
      },
      speaking_tls());
  Http1Client client(insecure_to(server.port()));
  const auto channel = client.channel();
  auto request = make_request("/bytes");
  request.keeps_body = true;
  EXPECT_EQ(client.send(*channel, request).body, "one two");
  const auto large = client.send(*channel, make_request("/large"));
  EXPECT_EQ(large.failure, FailureKind::none) << large.failure_message;
  EXPECT_GT(large.bytes_received, 10u << 20);
  request = make_request("/end");
  request.keeps_body = true;
  EXPECT_EQ(client.send(*channel, request).body, "to the end");
}

TEST(Tls, sends_a_body_larger_than_the_kernel_takes_at_once) {
  LoopbackServer server([](const ReceivedRequest& request) { return Reply::json(std::to_string(request.body.size())); },
                        speaking_tls());
  Http1Client client(insecure_to(server.port()));
  auto request = make_request("/", std::string(20 << 20, 'b'));
  request.keeps_body = true;
  EXPECT_EQ(client.send_once(request).body, std::to_string(20 << 20));
}

TEST(Tls, reopens_a_connection_that_ended_while_it_was_idle) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}").then_close(); }, speaking_tls());
  Http1Client client(insecure_to(server.port()));
  const auto channel = client.channel();
  for (std::uint64_t i = 1; i <= 3; ++i) {
    const auto response = client.send(*channel, make_request());
    EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
    server.wait_for_closed_connections(i);
  }
  EXPECT_EQ(server.requests(), 3u);
}

TEST(Tls, refuses_a_certificate_that_nobody_vouches_for) {
  LoopbackServer server(json, speaking_tls());
  Http1Client client(https_to(server.port()));
  expect_tls_failure(client.send_once(make_request()),
                     "certificate verify failed: self-signed certificate; pass --ca FILE or --insecure");
}

TEST(Tls, takes_any_certificate_where_it_is_told_to) {
  LoopbackServer server(json,
                        speaking_tls(TestCertificate::self_signed("elsewhere", TestCertificate::Validity::expired)));
  Http1Client client(insecure_to(server.port()));
  const auto response = client.send_once(make_request());
  EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
}

TEST(Tls, refuses_the_certificate_of_another_address) {
  const auto other = TestCertificate::self_signed("127.0.0.2");
  LoopbackServer server(json, speaking_tls(other));
  const TemporaryFile ca(other.certificate_pem);
  Http1Client client(https_to(server.port(), ca.path()));
  expect_tls_failure(client.send_once(make_request()),
                     "certificate verify failed: IP address mismatch; pass --insecure");
}

TEST(Tls, refuses_the_certificate_of_another_name) {
  const auto other = TestCertificate::self_signed("example.test");
  LoopbackServer server(json, speaking_tls(other));
  const TemporaryFile ca(other.certificate_pem);
  auto options = https_to(server.port(), ca.path());
  options.url.host = "localhost";
  Http1Client client(options);
  expect_tls_failure(client.send_once(make_request()), "certificate verify failed: hostname mismatch; pass --insecure");
}

TEST(Tls, refuses_an_expired_certificate) {
  const auto expired = TestCertificate::self_signed("127.0.0.1", TestCertificate::Validity::expired);
  LoopbackServer server(json, speaking_tls(expired));
  const TemporaryFile ca(expired.certificate_pem);
  Http1Client client(https_to(server.port(), ca.path()));
  expect_tls_failure(client.send_once(make_request()),
                     "certificate verify failed: certificate has expired; pass --insecure");
}

TEST(Tls, says_that_the_port_is_a_plain_one) {
  for (const char* greeting : {"HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH\r\n"}) {
    LoopbackServer plain(json, greeting_with(Reply::raw(greeting)));
    Http1Client client(insecure_to(plain.port()));
    expect_tls_failure(client.send_once(make_request()), "the server does not speak TLS on this port (use http://)");
  }
}

TEST(Tls, says_so_when_the_server_ends_the_handshake) {
  LoopbackServer plain(json, greeting_with(Reply::close()));
  Http1Client client(insecure_to(plain.port()));
  expect_tls_failure(client.send_once(make_request()),
                     fmt::format("127.0.0.1:{} ended the connection within the TLS handshake: does it speak TLS on "
                                 "this port, or is it http://?",
                                 plain.port()));
}

TEST(Tls, gives_up_a_handshake_that_is_not_answered) {
  LoopbackServer silent([](const ReceivedRequest&) { return Reply::never(); });
  auto options = insecure_to(silent.port());
  options.connect_timeout = std::chrono::milliseconds(50);
  Http1Client client(options);
  expect_tls_failure(client.send_once(make_request()),
                     fmt::format("no TLS handshake with 127.0.0.1:{} within 50 ms", silent.port()));
}

TEST(Tls, is_not_what_a_plain_request_gets_from_a_tls_port) {
  LoopbackServer server(json, speaking_tls());
  Http1Client client(Http1Client::to_port(server.port()));
  const auto response = client.send_once(make_request());
  EXPECT_NE(response.failure, FailureKind::none);
  EXPECT_EQ(response.status, 0);
}

Error error_of(const TlsOptions& options) {
  const auto made = TlsContext::make(options, {Url::Scheme::https, "127.0.0.1", 443, ""});
  return made.has_error() ? made.error() : Error{ErrorKind::internal, "none"};
}

TEST(TlsContext, names_the_file_that_cannot_be_used) {
  const TemporaryFile rubbish("not a certificate");
  const TemporaryFile good(certificate().certificate_pem);
  const TemporaryFile key(TestCertificate::self_signed("127.0.0.1").key_pem);
  EXPECT_EQ(error_of({.insecure = false, .ca_file = "/nowhere/ca.pem", .certificate_file = {}, .key_file = {}}).message,
            "CA file /nowhere/ca.pem: no such file; expected PEM text");
  for (const TlsOptions& options :
       {TlsOptions{false, rubbish.path(), {}, {}}, TlsOptions{false, {}, rubbish.path(), {}},
        TlsOptions{false, {}, good.path(), rubbish.path()}, TlsOptions{false, {}, good.path(), {}}}) {
    const auto error = error_of(options);
    EXPECT_EQ(error.kind, ErrorKind::invalid);
    EXPECT_NE(error.message.find(": cannot be used: "), std::string::npos) << error.message;
  }
  EXPECT_EQ(
      error_of({false, {}, good.path(), key.path()}).message,
      fmt::format("key file {}: does not belong to the certificate {}", key.path().string(), good.path().string()));
  EXPECT_NE(error_of({false, {}, {}, key.path()}).message.find("needs a certificate file"), std::string::npos);
}

}  // namespace plimsoll::tls_test
