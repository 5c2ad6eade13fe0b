#include "cli/options/server_token.h"

#include "conduct/watching/agent_access.h"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kShortestToken = 16;

Result<std::string> long_enough(std::string token) {
  if (token.empty() || token.size() >= kShortestToken) return token;
  return Error{ErrorKind::usage,
               fmt::format("the token: expected at least {} characters, got {}", kShortestToken, token.size())};
}

}  // namespace

Result<std::string> server_token(const GivenOptions& given, const char* variable) {
  const auto file = given.text("--token-file");
  if (!file) return server_token(variable);
  auto token = read_token_file(*file);
  if (token.has_error()) return with_context(token.error(), given.place("--token-file"));
  return long_enough(*std::move(token));
}

Result<std::string> server_token(const char* variable) {
  const char* set = std::getenv(variable);
  return long_enough(set != nullptr ? set : "");
}

}  // namespace plimsoll
