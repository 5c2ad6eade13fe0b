#include "exports/curl_export.h"

#include "core/text.h"
#include "exports/export_words.h"
#include "exports/sent_request.h"
#include "exports/unsaid_parts.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/json_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <variant>
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
    for (const auto& request : requests->list) commands += command(request);
    list_unsaid_parts(draft_, {.connection = true, .flow = true, .exchange = true, .auth = true});
    if (!draft_.scenario.target.connection.sources.empty())
      draft_.leave_unsaid("connection.source", "several addresses in turn: the first is taken");
    return fmt::format("# From {} by plimsoll export: {} request{}, each sent once.\n",
                       comment_words(draft_, draft_.source), requests->list.size(),
                       requests->list.size() == 1 ? "" : "s") +
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
      const auto name = piece.is_captured ? shell_name(piece.text) : piece.text;
      const auto variable = goes_on ? "${" + name + "}" : "$" + name;
      words += plain ? variable : '"' + variable + '"';
    }
    return plain ? words + '"' : words;
  }

  std::string command(const SentRequest& request) {
    arguments_.clear();
    piped_.clear();
    if (request.source->predict && !request.body)
      return fmt::format("\n# {}: left out: its bodies are made when a run begins\n",
                         comment_words(draft_, request.name));
    add_method(request);
    add_connection(request);
    for (const auto& header : request.headers)
      if (!is_of_form(request, header))
        add("-H", header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
    add_body(request);
    add_flow(request);
    const auto captures = jq_captures(request);
    auto text =
        fmt::format("{}curl{}{} {}", piped_, captures.empty() ? "" : " -s", flags_of(request), word(request.url));
    for (const auto& argument : arguments_) text += " \\\n  " + argument;
    return fmt::format("\n# {}\n{}", comment_words(draft_, request.name), captured(text, captures));
  }

  // ---- what answers give ----

  struct JqCapture {
    std::string variable;
    std::string path;  // ".id"
  };

  static std::string shell_name(std::string name) {
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
  }

  // By JSON paths of one place; others are left unsaid.
  std::vector<JqCapture> jq_captures(const SentRequest& request) {
    std::vector<JqCapture> captures;
    if (request.flow == nullptr) return captures;
    for (const auto& capture : request.flow->captures) {
      const auto path =
          capture.query.source == Query::Source::json_path ? jq_path(capture.query.argument.fixed()) : std::nullopt;
      if (path)
        captures.push_back({shell_name(capture.name), *path});
      else
        draft_.leave_unsaid(request.place + ".capture." + capture.name, "a value out of the answer: set it yourself");
      if (path && capture.otherwise)
        draft_.leave_unsaid(request.place + ".capture." + capture.name + ".default",
                            "null stands where there is nothing");
    }
    return captures;
  }

  // "$.a[0]['b c']" is .a[0]["b c"].
  static std::optional<std::string> jq_path(std::string_view path) {
    const auto compiled = JsonPath::compile(path);
    if (compiled.has_error() || !compiled->is_one_place()) return std::nullopt;
    std::string words;
    struct Step {
      std::string& words;
      bool operator()(const JsonPath::Member& member) const {
        const bool plain = std::all_of(member.name.begin(), member.name.end(), is_name_char) && !member.name.empty() &&
                           (member.name.front() < '0' || member.name.front() > '9');
        words += plain ? "." + member.name : (words.empty() ? "." : "") + fmt::format("[\"{}\"]", member.name);
        return member.name.find_first_of("\"\\") == std::string::npos;
      }
      bool operator()(const JsonPath::Element& element) const {
        words += (words.empty() ? "." : "") + fmt::format("[{}]", element.index);
        return true;
      }
    };
    const Step add{words};
    bool fits = true;
    compiled->follow([&](const auto& step) { return fits = add(step); });
    return fits ? std::optional(words.empty() ? "." : words) : std::nullopt;
  }

  static std::string jq_word(const std::string& path) { return is_plain_word(path) ? path : shell_quoted(path); }

  static std::string captured(const std::string& command, const std::vector<JqCapture>& captures) {
    if (captures.empty()) return command + "\n";
    if (captures.size() == 1)
      return fmt::format("{}=$({} |\n  jq -r {})\n", captures[0].variable, command, jq_word(captures[0].path));
    auto text = fmt::format("answer=$({})\n", command);
    for (const auto& [variable, path] : captures)
      text += fmt::format("{}=$(printf %s \"$answer\" | jq -r {})\n", variable, jq_word(path));
    return text;
  }

  // ---- the way to an answer ----

  void add_flow(const SentRequest& request) {
    if (request.user) add("-u", *request.user);
    if (request.source->rules) add_rules(request, *request.source->rules);
    const auto* flow = request.flow;
    if (flow == nullptr) return;
    if (flow->when) draft_.leave_unsaid(request.place + ".when", "it is always sent");
    if (flow->until) draft_.leave_unsaid(request.place + ".until", "it is sent once");
    if (flow->conversation)
      draft_.leave_unsaid(request.place + ".conversation", "it is sent once: put the messages there yourself");
    if (flow->repeat > 1)
      draft_.leave_unsaid(request.place + ".repeat", fmt::format("it is sent once, not {} times", flow->repeat));
    if (flow->wait) draft_.leave_unsaid(request.place + ".wait", "the next follows at once");
  }

  void add_rules(const SentRequest& request, const ExchangeRules& rules) {
    if (rules.redirects.at_most > 0) {
      arguments_.emplace_back("--location");
      arguments_.push_back(fmt::format("--max-redirs {}", rules.redirects.at_most));
    }
    if (rules.retry.at_most > 0) {
      arguments_.push_back(fmt::format("--retry {}", rules.retry.at_most));
      if (rules.retry.on_connect) arguments_.emplace_back("--retry-connrefused");
      draft_.leave_unsaid(place_of_retry(draft_.scenario, request.place),
                          "curl has statuses and pauses of its own for --retry");
    }
    if (rules.cookies) arguments_.emplace_back("-b cookies.txt -c cookies.txt");
    if (rules.auth) add_auth(request, *rules.auth);
  }

  // A token that a command prints, and keys that are known by name.
  void add_auth(const SentRequest& request, const Auth& auth) {
    if (const auto* command = std::get_if<TokenCommand>(&auth))
      return arguments_.push_back(
          fmt::format("-H \"Authorization: Bearer $({})\"", draft_.variables.shown(command->run)));
    const auto* signing = std::get_if<SigV4Auth>(&auth);
    const auto* keys = signing == nullptr ? nullptr : std::get_if<AwsKeys>(&signing->keys);
    if (keys == nullptr)
      return draft_.leave_unsaid(request.place + ".auth", "who we are is not said: its tokens change");
    add("--aws-sigv4", fmt::format("aws:amz:{}:{}", signing->region, signing->service));
    const auto named = [&](const std::string& value, std::string_view name) {
      return draft_.variables.is_in(value) ? value : draft_.variables.marker_of(name);
    };
    add("-u", named(keys->access_key, "AWS_ACCESS_KEY_ID") + ":" + named(keys->secret_key, "AWS_SECRET_ACCESS_KEY"));
    if (!keys->session_token.empty())
      add("-H", "x-amz-security-token: " + named(keys->session_token, "AWS_SESSION_TOKEN"));
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
    if (body.find('\0') != std::string::npos) return add_bytes(request, body);
    if (body.size() > kLongestArgument)
      return draft_.leave_unsaid(request.place, "a body that is too long for a command line: put it into a file");
    add(body.starts_with('@') ? "--data-raw" : "-d", body);
  }

  // No command line holds a zero byte: it comes in by a pipe.
  void add_bytes(const SentRequest& request, const std::string& body) {
    const auto text = to_base64(body);
    if (text.size() > kLongestArgument)
      return draft_.leave_unsaid(request.place, "a body that is too long for a command line: put it into a file");
    piped_ = fmt::format("printf %s {} | base64 -d | ", text);
    add("--data-binary", "@-");
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
  std::string piped_;  // what gives the command its standard input
};

}  // namespace

Result<std::string> write_curl(ExportDraft& draft, const std::string&) { return CurlWriter(draft).write(); }

}  // namespace plimsoll
