#pragma once

// `redirects`, `cookies`, `retry` and `auth`, of a scenario and of its requests. Immutable tables; any thread.

#include "scenarios/exchange_rules.h"
#include "scenarios/fields/field_table.h"
#include "scenarios/tables/auth_table.h"

#include <optional>
#include <vector>

namespace plimsoll {

// As the keys come in: what is not there is the scenario's, or nothing.
struct ExchangeDraft {
  std::optional<RedirectRules> redirects;
  std::optional<RetryRules> retry;
  std::optional<AuthDraft> auth;
};

struct RetryDraft {
  RetryRules rules;
};

ValueType<RedirectRules> redirects_type();
ValueType<RetryRules> retry_type();

const ObjectTable<RedirectRules>& redirects_table();
const ObjectTable<RetryDraft>& retry_table();

// The rows of an owner that has one as `exchange`; `otherwise`: what stands where nothing is said.
template <class Owner>
std::vector<Field<Owner>> exchange_fields(const std::string& otherwise) {
  return {
      field_with<Owner>(
          {"redirects", otherwise.empty() ? "0" : otherwise,
           "so many are followed, on the target or where `to` lets them lead"},
          redirects_type(),
          [](const Value&, Owner& owner, RedirectRules rules) { owner.exchange.redirects = std::move(rules); }),
      field_with<Owner>(
          {"retry", otherwise.empty() ? "none" : otherwise, "what is sent again, how often and after which pause"},
          retry_type(), [](const Value&, Owner& owner, RetryRules rules) { owner.exchange.retry = std::move(rules); }),
      field_with<Owner>({"auth", otherwise.empty() ? "none" : otherwise, "who we say we are"}, auth_type(),
                        [](const Value&, Owner& owner, AuthDraft auth) { owner.exchange.auth = std::move(auth); }),
  };
}

}  // namespace plimsoll
