#include "engine/auth/token_command.h"

#include "core/http/header_names.h"
#include "core/json/json.h"
#include "core/machine/shell_command.h"
#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestToken = 16 << 10;
constexpr std::size_t kLongestLine = 200;
constexpr std::size_t kShownCommand = 60;

Error trouble_of(const TokenCommand& command, const std::string& what) {
  const auto shown = command.run.substr(0, command.run.find('\n')).substr(0, kShownCommand);
  const bool is_whole = shown.size() == command.run.size();
  return {ErrorKind::unavailable, fmt::format("the command `{}{}` {}", shown, is_whole ? "" : "...", what)};
}

// The token may be in it too.
std::string last_line(const ShellOutcome& outcome) {
  const auto text = secret_in(outcome.errors);
  const auto end = text.rfind('\n');
  std::string line(trimmed(text.substr(end == std::string_view::npos ? 0 : end + 1)));
  if (const auto token = secret_in(outcome.output); !token.empty()) replace_all(line, token, kRedacted);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return line.substr(0, kLongestLine);
}

bool is_fit_for_a_header(std::string_view token) {
  return !token.empty() && token.size() <= kLongestToken &&
         std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 127; });
}

std::string text_member(const nlohmann::json& object, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (const auto found = object.find(name); found != object.end() && found->is_string())
      return found->get<std::string>();
  return "";
}

}  // namespace

Result<std::string> output_of(const TokenCommand& command, const TokenSource::IsUnwanted& is_unwanted) {
  ShellCommand shell{command.run};
  shell.patience = command.within;
  shell.keeps_output = true;
  shell.is_unwanted = is_unwanted;
  auto ended = run_shell_command(shell);
  if (ended.has_error()) return trouble_of(command, "cannot be started: " + ended.error().message);
  if (!ended->is_success()) {
    const auto line = last_line(*ended);
    return trouble_of(command, ended->words() + (line.empty() ? "" : ": " + line));
  }
  if (secret_in(ended->output).empty()) return trouble_of(command, "printed nothing");
  return std::move(ended->output);
}

Result<Token> token_in(std::string_view output) {
  const auto line = secret_in(output);
  if (line.starts_with('{')) {
    const auto object = parse_json(line);
    auto token = object.is_object() ? text_member(object, {"accessToken", "access_token", "token"}) : std::string();
    if (is_fit_for_a_header(token)) return Token{std::move(token), std::nullopt};
    return Error{ErrorKind::unavailable, "what it printed is JSON without an accessToken or access_token"};
  }
  if (is_fit_for_a_header(line)) return Token{std::string(line), std::nullopt};
  const auto lines = std::count(line.begin(), line.end(), '\n') + 1;
  return Error{ErrorKind::unavailable, lines > 1
                                           ? fmt::format("it printed {} lines, and not a token alone", lines)
                                           : "what it printed is no token: it holds blanks, or is longer than 16 KiB"};
}

Result<AwsKeys> aws_keys_in(std::string_view output) {
  const auto object = parse_json(secret_in(output));
  AwsKeys keys;
  if (object.is_object()) {
    keys.access_key = text_member(object, {"AccessKeyId"});
    keys.secret_key = text_member(object, {"SecretAccessKey"});
    keys.session_token = text_member(object, {"SessionToken", "Token"});
  }
  const bool is_whole = is_fit_for_a_header(keys.access_key) && is_fit_for_a_header(keys.secret_key) &&
                        (keys.session_token.empty() || is_fit_for_a_header(keys.session_token));
  if (is_whole) return keys;
  return Error{ErrorKind::unavailable, "what it printed is no JSON object with AccessKeyId and SecretAccessKey"};
}

}  // namespace plimsoll
