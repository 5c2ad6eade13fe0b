#pragma once

// Where the tokens and keys of a scenario come from that change while the run goes on: one source each, before the load
// begins, for all shards. Owned by the engine; any thread.

#include "core/error.h"
#include "engine/auth/token_source.h"
#include "scenarios/scenario.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

class AuthSources {
 public:
  // The scenario outlives it. `on_secret` is told of each token before it is used. Error: one that cannot be had, or is
  // not wanted any more.
  static Result<std::unique_ptr<AuthSources>> start(const Scenario& scenario,
                                                    const std::function<void(const std::string&)>& on_secret,
                                                    const TokenSource::IsUnwanted& is_unwanted);

  // Null: it needs none.
  TokenSource* of(const Auth* auth) const;

 private:
  struct Entry {
    const Auth* auth;
    std::unique_ptr<TokenSource> source;
  };
  std::vector<Entry> sources_;
};

}  // namespace plimsoll
