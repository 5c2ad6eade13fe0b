#pragma once

// Puts what says who we are into the requests of one user: a token as it is now, or a signature. Owned by a user's
// channel; its shard's thread.

#include "core/time.h"
#include "engine/auth/header_slots.h"
#include "engine/auth/token_source.h"
#include "engine/exchange/request.h"
#include "scenarios/auth.h"

#include <cstdint>
#include <string>

namespace plimsoll {

class RequestAuth {
 public:
  // `source` may be null: its keys stay as they are. Both outlive it.
  RequestAuth(const Auth& auth, TokenSource* source);

  const Auth* auth() const noexcept { return auth_; }
  TokenSource* source() const noexcept { return source_; }
  // Of the token that the last request had.
  std::uint64_t version() const noexcept { return version_; }

  // Behind the headers that it has; those from `slots` on are no part of it yet.
  void add_to(const Request& request, WallTime now, HeaderSlots& slots);

 private:
  void look_for_another();

  const Auth* auth_;
  TokenSource* source_;
  std::uint64_t version_ = 0;
  std::string bearer_;  // "Bearer ..."
  AwsKeys keys_;
};

}  // namespace plimsoll
