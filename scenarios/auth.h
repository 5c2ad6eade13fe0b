#pragma once

// Who we say we are to the target. Plain data: its secrets are read from the environment or a file before the run, and
// Scenario::secret_values has all of them. Any thread.

#include "core/time.h"
#include "scenarios/header_list.h"
#include "scenarios/url.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plimsoll {

// What tells a token, or keys: run before the load and again and again, on a thread of its own.
struct TokenCommand {
  std::string run;  // by /bin/sh -c; what it prints is the token
  Nanos every = std::chrono::minutes(45);
  Nanos within = std::chrono::seconds(10);  // it is killed after this
};

// The same with every request.
struct HeaderAuth {
  Header header;
};
struct QueryAuth {
  Header pair;
};

// OAuth 2 client credentials (RFC 6749, 4.4).
struct OAuth2Auth {
  enum class Send { basic, body };
  Url token_url;
  std::string client_id;
  std::string client_secret;
  std::string scope;     // empty: none is asked for
  std::string audience;  // empty: none is asked for
  Send send = Send::basic;
};

struct AwsKeys {
  std::string access_key;
  std::string secret_key;
  std::string session_token;  // empty: they belong to a user
};

// Each request is signed when it is sent (AWS Signature Version 4).
struct SigV4Auth {
  std::string region;
  std::string service;
  std::variant<AwsKeys, TokenCommand> keys;  // a command prints them as the AWS CLI's export-credentials does
};

// Of what a file holds or a command prints: without the blanks and line ends around it.
inline std::string_view secret_in(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) + 1 - begin);
}

using Auth = std::variant<HeaderAuth, QueryAuth, OAuth2Auth, SigV4Auth, TokenCommand>;

}  // namespace plimsoll
