#include "tests/support/web_client.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace plimsoll::test {
namespace {

constexpr long kPatienceSeconds = 60;

std::string text_of(int port, const WebQuestion& question) {
  const auto given = [&](const std::string& name) {
    return std::any_of(question.headers.begin(), question.headers.end(),
                       [&](const auto& header) { return header.first == name; });
  };
  auto text = fmt::format("{} {} HTTP/1.1\r\nConnection: close\r\n", question.method, question.path);
  if (!given("Host")) text += fmt::format("Host: 127.0.0.1:{}\r\n", port);
  if (!question.body.empty() && !given("Content-Type")) text += "Content-Type: application/json\r\n";
  if (!question.body.empty()) text += fmt::format("Content-Length: {}\r\n", question.body.size());
  for (const auto& [name, value] : question.headers)
    if (!value.empty()) text += fmt::format("{}: {}\r\n", name, value);
  return text + "\r\n" + question.body;
}

WebAnswer answer_in(const std::string& text) {
  WebAnswer answer;
  const auto end = text.find("\r\n\r\n");
  if (end == std::string::npos) return answer;
  answer.head = text.substr(0, end);
  answer.body = text.substr(end + 4);
  constexpr std::size_t kStatusAt = 9;
  answer.status = std::atoi(answer.head.c_str() + kStatusAt);
  return answer;
}

// Asks and reads until `until` has come; empty: until the server closes.
std::string asked(int client, int port, const WebQuestion& question, const std::string& until) {
  const timeval patience{kPatienceSeconds, 0};
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string got;
  if (connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return got;
  const auto text = text_of(port, question);
  send(client, text.data(), text.size(), MSG_NOSIGNAL);
  char buffer[65536];
  while (until.empty() || got.find(until) == std::string::npos) {
    const auto count = recv(client, buffer, sizeof buffer, 0);
    if (count <= 0) break;
    got.append(buffer, static_cast<std::size_t>(count));
  }
  return got;
}

int new_client() { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }

}  // namespace

WebAnswer ask_until(int port, const WebQuestion& question, const std::string& until) {
  const int client = new_client();
  const auto got = asked(client, port, question, until);
  close(client);
  return answer_in(got);
}

WebAnswer ask(int port, const WebQuestion& question) { return ask_until(port, question, ""); }

HeldStream::HeldStream(int port, const WebQuestion& question, const std::string& until)
    : client_(new_client()), begun_(answer_in(asked(client_, port, question, until))) {}

HeldStream::HeldStream(HeldStream&& other) noexcept
    : client_(std::exchange(other.client_, -1)), begun_(std::move(other.begun_)) {}

HeldStream::~HeldStream() {
  if (client_ >= 0) close(client_);
}

}  // namespace plimsoll::test
