#pragma once

// Sends the requests of one .hurl file, one after the other, over the engine's own connections: one kept connection a
// place, cookies kept from one to the next, redirects followed where that is asked for. Blocks; one thread.

#include "checking/entry_options.h"
#include "checking/entry_request.h"
#include "core/error.h"
#include "engine/exchange/request.h"
#include "engine/queries/answer.h"
#include "scenarios/target.h"

#include <memory>
#include <string>

namespace plimsoll {

struct ClientAnswer {
  Response response;  // of the last hop; its failure says what did not come
  AnswerOrigin origin;
  Nanos duration{0};  // of all hops
};

class HurlClient {
 public:
  // `tls`: of every https place, unless an entry says otherwise.
  explicit HurlClient(TlsOptions tls);
  HurlClient(HurlClient&&) noexcept;
  HurlClient& operator=(HurlClient&&) noexcept;
  ~HurlClient();

  // Error: what a place needs cannot be had, as a certificate; a redirect that cannot be followed, or too many.
  Result<ClientAnswer> send(const EntryRequest& asked, const EntryOptions& options);

  void pause(Nanos length);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace plimsoll
