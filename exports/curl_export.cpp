#include "exports/curl_export.h"

#include "core/text.h"
#include "exports/export_words.h"
#include "exports/sent_request.h"
#include "exports/unsaid_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace plimsoll {
namespace {

// Of one argument the kernel takes 128 KiB.
constexpr std::size_t kLongestArgument = 100 << 10;

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_plain_word(std::string_view text) {
  static constexpr std::string_view kPlain = "-_.,:/@%+=";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_name_char(c) || kPlain.find(c) != std::string_view::npos;
  });
}

// Within double quotes a variable is read, and these mean something.
bool is_plain_in_quotes(std::string_view text) { return text.find_first_of("\"\\`$!\n") == std::string_view::npos; }

class CurlWriter {
 public:
  explicit CurlWriter(ExportDraft& draft) : draft_(draft) {}

  Result<std::string> write() {
    const auto requests = requests_as_sent(draft_);
    if (requests.has_error()) return requests.error();
    std::string commands;
    for (const auto& request : *requests) commands += command(request);
    list_unsaid_parts(draft_, {.connection = true});
    if (!draft_.scenario.target.connection.sources.empty())
      draft_.leave_unsaid("connection.source", "several addresses in turn: the first is taken");
    return fmt::format("# From {} by plimsoll export: {} request{}, each sent once.\n",
                       comment_words(draft_, draft_.source), requests->size(), requests->size() == 1 ? "" : "s") +
           commands + unsaid_comment(draft_, "#");
  }

 private:
  // As one word of a shell, variables read by it.
  std::string word(std::string_view text) const {
    const auto pieces = draft_.variables.pieces_of(text);
    if (pieces.size() == 1 && !pieces[0].is_variable)
      return is_plain_word(text) ? std::string(text) : shell_quoted(text);
    const bool plain = std::all_of(pieces.begin(), pieces.end(), [](const auto& piece) {
      return piece.is_variable || is_plain_in_quotes(piece.text);
    });
    std::string words = plain ? "\"" : "";
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const auto& piece = pieces[i];
      if (!piece.is_variable) {
        words += plain ? piece.text : shell_quoted(piece.text);
        continue;
      }
      const bool goes_on = plain && i + 1 < pieces.size() && is_name_char(pieces[i + 1].text.front());
      const auto variable = goes_on ? "${" + piece.text + "}" : "$" + piece.text;
      words += plain ? variable : '"' + variable + '"';
    }
    return plain ? words + '"' : words;
  }

  std::string command(const SentRequest& request) {
    arguments_.clear();
    add_method(request);
    add_connection(request);
    for (const auto& header : request.headers)
      if (!is_of_form(request, header))
        add("-H", header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
    add_body(request);
    std::string text =
        fmt::format("\n# {}\ncurl{} {}", comment_words(draft_, request.name), flags_of(request), word(request.url));
    for (const auto& argument : arguments_) text += " \\\n  " + argument;
    return text + "\n";
  }

  void add(std::string_view flag, std::string_view value) {
    arguments_.push_back(fmt::format("{} {}", flag, word(value)));
  }

  // What curl would take for a pattern of several addresses, or make shorter.
  static std::string flags_of(const SentRequest& request) {
    std::string flags;
    if (request.url.find_first_of("[]{}") != std::string::npos) flags += " -g";
    if (request.url.find("/.") != std::string::npos) flags += " --path-as-is";
    return flags;
  }

  void add_method(const SentRequest& request) {
    const auto usual = request.body ? "POST" : "GET";
    if (request.method == "HEAD" && !request.body)
      arguments_.emplace_back("--head");
    else if (request.method != usual)
      add("-X", request.method);
  }

  void add_connection(const SentRequest& request) {
    const auto& scenario = draft_.scenario;
    const auto& target = scenario.target;
    if (!target.url.socket_path.empty()) add("--unix-socket", target.url.socket_path);
    if (target.tls.insecure) arguments_.emplace_back("--insecure");
    const auto add_file = [&](std::string_view flag, const std::filesystem::path& file) {
      if (!file.empty()) add(flag, file.string());
    };
    add_file("--cacert", target.tls.ca_file);
    add_file("--cert", target.tls.certificate_file);
    add_file("--key", target.tls.key_file);
    for (const auto& known : target.connection.resolve)
      add("--resolve", fmt::format("{}:{}:{}", known.host, known.port, fmt::join(known.addresses, ",")));
    if (!target.connection.sources.empty()) add("--interface", target.connection.sources.front());
    if (scenario.connect_timeout != Scenario().connect_timeout)
      add("--connect-timeout", seconds_words(scenario.connect_timeout));
    if (request.source->timeout != RequestTemplate().timeout) add("--max-time", seconds_words(request.source->timeout));
  }

  static bool is_of_form(const SentRequest& request, const Header& header) {
    return same_header(header.name, "content-type") && header.value.starts_with("multipart/form-data; boundary=") &&
           request.parts().has_value();
  }

  void add_body(const SentRequest& request) {
    if (!request.body) return;
    if (const auto parts = request.parts()) return add_parts(request, *parts);
    if (!request.has_header_named("content-type")) add("-H", "Content-Type:");  // curl would make it a form
    const auto& body = *request.body;
    if (request.body_file) return add("--data-binary", "@" + *request.body_file);
    if (body.find('\0') != std::string::npos)
      return draft_.leave_unsaid(request.place,
                                 "a body with zero bytes, which no command line holds: put it into a file");
    if (body.size() > kLongestArgument)
      return draft_.leave_unsaid(request.place, "a body that is too long for a command line: put it into a file");
    add(body.starts_with('@') ? "--data-raw" : "-d", body);
  }

  void add_parts(const SentRequest& request, const std::vector<SentPart>& parts) {
    for (const auto& part : parts) {
      if (part.file_name.empty()) {
        const bool odd = part.content.find('\0') != std::string::npos || part.content.size() > kLongestArgument;
        if (odd)
          draft_.leave_unsaid(request.place + ".multipart", part.name + ": a part that no command line holds");
        else
          add("--form-string", part.name + "=" + part.content);
        continue;
      }
      add("-F", fmt::format("{}=@{};type={}", part.name, part.file_name, part.content_type));
      if (!file_with(draft_, part.file_name, part.content))
        draft_.leave_unsaid(request.place + ".multipart", part.file_name + ": say which folder it is in");
    }
  }

  ExportDraft& draft_;
  std::vector<std::string> arguments_;
};

}  // namespace

Result<std::string> write_curl(ExportDraft& draft, const std::string&) { return CurlWriter(draft).write(); }

}  // namespace plimsoll
