#include "imports/curl/curl_import.h"

#include "core/text.h"
#include "imports/curl/curl_request.h"
#include "imports/curl/shell_words.h"
#include "imports/curl/windows_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

bool is_curl(std::string_view word) {
  word = word.substr(word.find_last_of("/\\") == std::string_view::npos ? 0 : word.find_last_of("/\\") + 1);
  return word == "curl" || word == "curl.exe";
}

// Words before curl that do not matter: NAME=value, sudo, time.
std::size_t curl_at(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_curl(words[i])) return i;
    if (words[i] != "sudo" && words[i] != "time" && words[i].find('=') == std::string::npos) break;
  }
  return words.size();
}

// Of a word that is no curl, so much that it is found again, and no secret of it.
std::string shown(const std::string& word) {
  const auto equals = word.find('=');
  return word.substr(0, std::min({equals, word.size(), std::size_t{40}}));
}

// Of those that only `auth` names, no variable is needed.
void tell_shell_commands(ImportDraft& draft) {
  for (const auto& one : draft.shell_commands) {
    const auto name = one.reference.substr(kReferenceBegin.size(),
                                           one.reference.size() - kReferenceBegin.size() - kReferenceEnd.size());
    if (one.uses == one.said)
      draft.variables.erase(name);
    else
      draft.leave_out(one.place, fmt::format("$(command): put its output into the variable {}", name));
  }
}

}  // namespace

bool looks_like_curl(std::string_view text) {
  while (!text.empty()) {
    const auto row = trimmed(text.substr(0, text.find('\n')));
    const auto prompt = row.starts_with("$ ") || row.starts_with("> ") || row.starts_with("% ") ? row.substr(2) : row;
    if (prompt.starts_with("curl ") || prompt.starts_with("curl.exe ") || prompt.starts_with("curl\t")) return true;
    text.remove_prefix(
        std::min(text.find('\n') == std::string_view::npos ? text.size() : text.find('\n') + 1, text.size()));
  }
  return false;
}

Result<> import_curl(const std::string& text, const FolderPair& folders, ImportDraft& draft) {
  draft.format = "curl commands";
  const auto commands = is_for_cmd(text) ? cmd_commands(text, draft) : shell_commands(text, draft);
  if (commands.has_error()) return commands.error();
  for (const auto& command : *commands) {
    const auto place = fmt::format("{}:{}", draft.source, command.line);
    const auto begin = curl_at(command.words);
    if (begin == command.words.size()) {
      if (!command.words.empty())
        draft.leave_out(place, fmt::format("{}: no curl command", shown(command.words.front())));
      continue;
    }
    CurlReading reading{command, place, folders, draft};
    if (auto done = read_curl_command(reading, begin + 1); done.has_error()) return done.error();
  }
  tell_shell_commands(draft);
  // Those of one cookie jar are the steps of one task.
  auto& requests = draft.requests;
  const auto in_task = [](const ImportedRequest& request) { return !request.task.empty(); };
  std::stable_partition(std::find_if(requests.begin(), requests.end(), in_task), requests.end(), in_task);
  return {};
}

}  // namespace plimsoll
