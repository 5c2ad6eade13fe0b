#include "reports/words/curl_line.h"

#include "core/http/header_names.h"
#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace plimsoll {
namespace {

constexpr std::string_view kUnixScheme = "http+unix://";

std::string_view next_line(std::string_view& text) {
  const auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

// "x-api-key" is $X_API_KEY.
std::string variable_of(std::string_view header) {
  std::string name;
  for (const char c : header)
    name += std::isalnum(static_cast<unsigned char>(c)) != 0
                ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
                : '_';
  return name;
}

std::string header_words(std::string_view line) {
  const auto colon = line.find(": ");
  const auto value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 2);
  if (value.find(kRedacted) == std::string_view::npos) return " -H " + shell_quoted(line);
  const auto name = line.substr(0, colon);
  return fmt::format(" -H \"{}: ${}\"", name, variable_of(name));
}

struct KeptBody {
  std::string_view text;
  std::string_view label;  // the file that it is of
  bool whole = true;
};

// "BODY... (2000 bytes in all)\n(data/1.json)": what stands behind is put there by who kept it.
KeptBody body_in(std::string_view rest) {
  KeptBody body{rest, {}};
  if (const auto at = rest.rfind("\n("); at != std::string_view::npos && rest.ends_with(')')) {
    body.text = rest.substr(0, at);
    body.label = rest.substr(at + 2, rest.size() - at - 3);
  }
  constexpr std::string_view kReplaced = "\xEF\xBF\xBD", kCut = " bytes in all)";
  body.whole = !body.text.ends_with(kCut) && body.text.find(kReplaced) == std::string_view::npos &&
               body.text.find(kRedacted) == std::string_view::npos;
  return body;
}

bool is_file(std::string_view label) {
  return !label.empty() && label != "inline" && label.find(':') == std::string_view::npos;
}

// Without its path: that of the request has it in front already.
std::string_view origin_of(std::string_view target) {
  constexpr std::string_view kScheme = "://";
  const auto scheme = target.find(kScheme);
  if (scheme == std::string_view::npos) return target;
  return target.substr(0, target.find('/', scheme + kScheme.size()));
}

std::optional<std::string> body_words(const KeptBody& body) {
  if (body.text.empty()) return "";
  if (body.whole) return " --data-binary " + shell_quoted(body.text);
  if (!is_file(body.label)) return std::nullopt;
  return " --data-binary " + shell_quoted("@" + std::string(body.label));
}

}  // namespace

std::optional<std::string> curl_line(std::string_view request_excerpt, std::string_view target) {
  if (target.empty() || target.starts_with(kUnixScheme)) return std::nullopt;
  const auto first = next_line(request_excerpt);
  const auto blank = first.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const auto method = first.substr(0, blank), path = first.substr(blank + 1);
  std::string headers;
  bool typed = false;
  while (!request_excerpt.empty() && request_excerpt.front() != '\n') {
    const auto line = next_line(request_excerpt);
    typed = typed || lower_case(line).starts_with("content-type:");
    headers += header_words(line);
  }
  if (!request_excerpt.empty()) request_excerpt.remove_prefix(1);
  const auto body = body_in(request_excerpt);
  const auto sent = body_words(body);
  if (!sent) return std::nullopt;
  if (!sent->empty() && !typed) headers += " -H 'Content-Type:'";  // curl would make it a form
  const auto how = method == "HEAD" ? std::string("--head") : fmt::format("-X {}", method);
  return fmt::format("curl {} {}{}{}", how, shell_quoted(std::string(origin_of(target)) + std::string(path)), headers,
                     *sent);
}

}  // namespace plimsoll
