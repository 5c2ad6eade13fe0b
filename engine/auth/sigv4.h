#pragma once

// AWS Signature Version 4 of one request, as AWS documents it. Pure functions; any thread.

#include "core/time.h"
#include "engine/auth/header_slots.h"
#include "engine/exchange/request.h"
#include "scenarios/auth.h"

#include <span>
#include <string>
#include <string_view>

namespace plimsoll {

struct SigV4Question {
  std::string_view method;
  std::string_view path;            // as it is sent, with its query
  std::span<const Header> headers;  // those that are signed, Host and X-Amz-Date among them
  std::string_view body;
};

struct SigV4Scope {
  std::string_view region;
  std::string_view service;
  std::string_view time;  // "20150830T123600Z", as X-Amz-Date has it
};

// Lower-case hexadecimal.
std::string sha256_hex(std::string_view bytes);

// Its parts, for a look at what differs.
std::string sigv4_canonical_request(const SigV4Question& question, std::string_view service);

// The value of the Authorization header.
std::string sigv4_authorization(const SigV4Question& question, const AwsKeys& keys, const SigV4Scope& scope);

// "20150830T123600Z".
std::string sigv4_time(WallTime time);

// The headers that sign a request, behind those that it has: Host, Content-Type and X-Amz-... are signed.
void add_sigv4(const Request& request, const SigV4Auth& auth, const AwsKeys& keys, WallTime now, HeaderSlots& slots);

}  // namespace plimsoll
