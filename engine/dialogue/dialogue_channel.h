#pragma once

// One user's requests with all that each takes until it has its answer. Owned by the user; its shard's thread only.

#include "core/random.h"
#include "engine/auth/request_auth.h"
#include "engine/dialogue/cookie_jar.h"
#include "engine/dialogue/dialogue_parts.h"
#include "engine/dialogue/exchange_sum.h"
#include "engine/dialogue/followed_request.h"
#include "engine/exchange/transport.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

class DialogueChannel final : public Channel {
 public:
  // They outlive it.
  explicit DialogueChannel(DialogueParts& parts);

  Awaitable<> send(const Request& request, Response& response) override;
  Awaitable<> connect() override { return channels_.front()->connect(); }
  int socket() const noexcept override { return channels_.front()->socket(); }
  void abort() noexcept override;
  void serve(std::uint64_t user) noexcept override;

 private:
  void begin(const Request& request);
  const Request& prepare();
  void add_cookies(Request& request, HeaderSlots& slots);
  CookiePlace cookie_place() const;
  Channel& channel();
  RequestAuth* auth();
  void look_at(Response& response);
  void take_cookies(const Response& response);
  bool renew(const Response& response);
  bool retry(const Response& response);
  bool redirect(Response& response);
  void tell(const Response& response, const std::string& what);
  void go_on(AttemptCause cause, const Response& response, std::string what);
  Awaitable<> pause();
  Awaitable<> wait_for_renewal(Response& response);
  void finish(Response& response);
  const Url& place() const { return parts_.places[followed_.place()].url; }
  Instant now() const { return parts_.clock.now(); }

  DialogueParts& parts_;
  std::vector<std::unique_ptr<Channel>> channels_;  // by place; those that were needed
  std::vector<RequestAuth> auths_;
  CookieJar jar_;
  std::string cookies_;  // what is sent of them
  Random random_;

  // Of the send in progress.
  FollowedRequest followed_;
  const ExchangeRules* rules_ = nullptr;
  RequestAuth* used_auth_ = nullptr;
  AttemptCause cause_ = AttemptCause::first;
  AttemptLog log_;
  ExchangeSum sum_;
  std::uint32_t retries_ = 0;
  std::optional<Nanos> pause_;         // before the next attempt; nothing: this was the last
  std::uint64_t failures_before_ = 0;  // of the source that another token is asked of
  bool renewed_ = false;
  bool renewing_ = false;
  bool sending_ = false;
  bool aborted_ = false;
};

}  // namespace plimsoll
