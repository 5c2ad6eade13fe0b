#pragma once

// A small HTTP/1.1 server with keep-alive, over TLS where it has a certificate: for the demonstration service, the
// agent and the dashboard. It lives on a loop that somebody else runs, one thread, and ends with it; what answers must
// not block. Memory a connection: a head, a body and an answer.

#include "core/awaitable.h"
#include "core/error.h"
#include "core/time.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

// Of the connection that it came on: valid until it is answered.
struct HttpQuestion {
  std::string_view method;
  std::string_view target;  // the path with its query
  std::string_view body;
  const void* fields = nullptr;  // of the server

  // Without regard to case; of several the first. Empty: there is none.
  std::string_view header(std::string_view name) const;
};

// An answer whose end is not known when it begins.
class HttpStream {
 public:
  virtual ~HttpStream() = default;
  // A piece, at once. False: nobody reads any more.
  virtual Awaitable<bool> write(std::string piece) = 0;
};

struct HttpReply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers{};  // besides
  // Where there is one, the answer is what it writes; the connection is closed when it returns. It is destroyed in the
  // midst of its waiting where the server goes.
  std::function<Awaitable<>(HttpStream& stream)> stream{};
};

using HttpHandler = std::function<Awaitable<HttpReply>(const HttpQuestion& question)>;

struct HttpServerOptions {
  std::string name;  // says it of itself in every answer
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                            // 0: any free one
  std::string certificate_file{};                    // PEM, its chain included; empty: no TLS
  std::string key_file{};                            // PEM; empty: it is in the certificate's file
  std::uint64_t largest_body = 0;                    // of a question; more is answered by 413
  std::size_t most_connections = 128;                // further ones are closed at once
  int backlog = 4096;                                // connections that wait to be taken
  Nanos silence = std::chrono::minutes(2);           // after which a connection is closed
  std::function<void(const std::string&)> report{};  // what the person should know while it serves
};

class HttpServer {
 public:
  // Listens and answers from then on, while the loop runs. Error, usage: the address or the certificate is none;
  // unavailable: the address cannot be had. The loop is not run any more when the server goes.
  static Result<std::unique_ptr<HttpServer>> begin(boost::asio::io_context& loop, HttpServerOptions options,
                                                   HttpHandler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;

 private:
  struct State;
  explicit HttpServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Runs the loop until SIGINT or SIGTERM; another one then ends the process at once.
void run_until_signal(boost::asio::io_context& loop);

}  // namespace plimsoll
