#include "engine/auth/auth_sources.h"

#include "engine/auth/oauth2_client.h"
#include "engine/auth/token_command.h"

#include <optional>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

using OnSecret = std::function<void(const std::string&)>;

TokenSource::Plan plan_of(const TokenCommand& command, const OnSecret& on_secret) {
  TokenSource::Plan plan;
  plan.every = command.every;
  plan.on_token = on_secret;
  plan.fetch = [&command](const TokenSource::IsUnwanted& is_unwanted) -> Result<Token> {
    const auto output = output_of(command, is_unwanted);
    if (output.has_error()) return output.error();
    auto token = token_in(*output);
    if (token.has_error()) return with_context(token.error(), "token.run");
    return token;
  };
  return plan;
}

TokenSource::Plan plan_of(const OAuth2Auth& auth, const TlsOptions& tls, const OnSecret& on_secret) {
  TokenSource::Plan plan;
  plan.on_token = on_secret;
  plan.fetch = [&auth, &tls](const TokenSource::IsUnwanted& is_unwanted) {
    return ask_for_token(auth, tls, is_unwanted);
  };
  return plan;
}

// Its text is what the command printed, read again by who signs.
TokenSource::Plan plan_of_keys(const TokenCommand& command, const OnSecret& on_secret) {
  TokenSource::Plan plan;
  plan.every = command.every;
  plan.on_token = [on_secret](const std::string& output) {
    const auto keys = aws_keys_in(output);
    for (const auto& secret : {keys->secret_key, keys->session_token})
      if (!secret.empty()) on_secret(secret);
  };
  plan.fetch = [&command](const TokenSource::IsUnwanted& is_unwanted) -> Result<Token> {
    auto output = output_of(command, is_unwanted);
    if (output.has_error()) return output.error();
    const auto keys = aws_keys_in(*output);
    if (keys.has_error()) return with_context(keys.error(), "aws_sigv4.run");
    return Token{*std::move(output), std::nullopt};
  };
  return plan;
}

std::optional<TokenSource::Plan> plan_of(const Auth& auth, const TlsOptions& tls, const OnSecret& on_secret) {
  if (const auto* command = std::get_if<TokenCommand>(&auth)) return plan_of(*command, on_secret);
  if (const auto* oauth2 = std::get_if<OAuth2Auth>(&auth)) return plan_of(*oauth2, tls, on_secret);
  const auto* sigv4 = std::get_if<SigV4Auth>(&auth);
  const auto* command = sigv4 == nullptr ? nullptr : std::get_if<TokenCommand>(&sigv4->keys);
  if (command == nullptr) return std::nullopt;
  return plan_of_keys(*command, on_secret);
}

}  // namespace

Result<std::unique_ptr<AuthSources>> AuthSources::start(const Scenario& scenario, const OnSecret& on_secret,
                                                        const TokenSource::IsUnwanted& is_unwanted) {
  auto sources = std::make_unique<AuthSources>();
  for (const auto* task : scenario.all_tasks())
    for (const auto& step : task->steps) {
      const auto* auth = step.rules ? step.rules->auth.get() : nullptr;
      if (auth == nullptr || sources->of(auth) != nullptr) continue;
      auto plan = plan_of(*auth, scenario.target.tls, on_secret);
      if (!plan) continue;
      auto source = TokenSource::start(*std::move(plan), is_unwanted);
      if (source.has_error()) return with_context(source.error(), "auth");
      sources->sources_.push_back({auth, *std::move(source)});
    }
  return sources;
}

TokenSource* AuthSources::of(const Auth* auth) const {
  for (const auto& entry : sources_)
    if (entry.auth == auth) return entry.source.get();
  return nullptr;
}

}  // namespace plimsoll
