#include "cli/options/server_token.h"

#include "conduct/watching/agent_access.h"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kShortestToken = 16;

}  // namespace

Result<std::string> server_token(const GivenOptions& given, const char* variable) {
  std::string token;
  if (const auto file = given.text("--token-file")) {
    auto read = read_token_file(*file);
    if (read.has_error()) return with_context(read.error(), given.place("--token-file"));
    token = *std::move(read);
  } else if (const char* set = std::getenv(variable)) {
    token = set;
  }
  if (token.empty() || token.size() >= kShortestToken) return token;
  return Error{ErrorKind::usage,
               fmt::format("the token: expected at least {} characters, got {}", kShortestToken, token.size())};
}

}  // namespace plimsoll
