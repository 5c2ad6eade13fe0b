#pragma once

// Requests outside the measured load: readiness polls, /openapi.json, an agent's samples, messages to webhooks. They
// block the calling thread.

#include "core/error.h"
#include "core/http/http_answer.h"
#include "engine/exchange/request.h"
#include "scenarios/header_list.h"
#include "scenarios/target.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

struct HttpPost {
  std::string path;             // behind the target's own
  std::vector<Header> headers;  // besides those that each has
  std::string body;
};

// Over one kept connection. One thread at a time.
class HttpClient {
 public:
  static Result<std::unique_ptr<HttpClient>> make(const Target& target, std::uint64_t largest_body,
                                                  Nanos connect_timeout = std::chrono::milliseconds(400));
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // The answer, whatever its status; error: what the transport says went wrong.
  Result<HttpAnswer> get(const std::string& path, Nanos timeout, std::vector<Header> headers = {});
  // Ends soon once it is unwanted, which is asked again and again; empty: it stays wanted.
  Result<HttpAnswer> post(const HttpPost& question, Nanos timeout, const std::function<bool()>& is_unwanted = {});

 private:
  HttpClient();
  struct State;
  Result<HttpAnswer> ask(Request request, Nanos timeout, const std::function<bool()>& is_unwanted);

  std::unique_ptr<State> state_;
};

// The answer, whatever its status; error: what the transport says went wrong. At most 8 MiB of body.
Result<HttpAnswer> http_get(const Target& target, const std::string& path, Nanos timeout);

// The same over a Unix socket.
Result<HttpAnswer> http_get_over_socket(const std::filesystem::path& socket, const std::string& path);

}  // namespace plimsoll
