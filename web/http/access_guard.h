#pragma once

// Who may ask: only pages of this server and programs that are not led here by a page of somebody else. A browser sends
// what any page tells it to, to any address; so the name by which we were asked (Host), and the page that asks (Origin,
// Sec-Fetch-Site), must be ours: DNS rebinding and cross-site requests end here. docs/security.md has the reasons.
// Pure but for the sessions; the loop's thread.

#include "core/http/http_server.h"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct AccessGuardOptions {
  std::vector<std::string> hosts;  // "127.0.0.1:8089", "localhost:8089": by which names it may be asked
  std::string token;               // empty: none is asked for
  bool tls = false;
};

class AccessGuard {
 public:
  explicit AccessGuard(AccessGuardOptions options) : options_(std::move(options)) {}

  // The answer to who may not; nothing where it may go on.
  std::optional<HttpReply> refusal(const HttpQuestion& question) const;

  bool is_known(const HttpQuestion& question) const;  // has the token, or a session

  // The form of the page that asks for the token: a session where it is right.
  HttpReply sign_in(const HttpQuestion& question);

 private:
  AccessGuardOptions options_;
  std::deque<std::string> sessions_;  // the newest last; bounded
};

// In a time that does not tell where they differ.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace plimsoll
