#include "exports/hurl_export.h"

#include "core/json/json.h"
#include "core/text.h"
#include "core/utf8.h"
#include "exports/export_words.h"
#include "exports/hurl_asserts.h"
#include "exports/sent_request.h"
#include "exports/unsaid_parts.h"
#include "scenarios/bodies/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <variant>

namespace plimsoll {
namespace {

class HurlWriter {
 public:
  HurlWriter(ExportDraft& draft, const std::string& out) : draft_(draft), out_(out) {}

  Result<std::string> write() {
    const auto requests = requests_as_sent(draft_);
    if (requests.has_error()) return requests.error();
    std::string entries;
    for (const auto& request : requests->list) entries += entry(request);
    list_unsaid_parts(draft_, {.checks = true, .connection = true, .flow = true, .exchange = true});
    return head(requests->list.size()) + entries + unsaid_comment(draft_, "#");
  }

 private:
  std::string head(std::size_t requests) const {
    std::string text = fmt::format("# From {} by plimsoll export: {} request{}.\n#   hurl --test",
                                   comment_words(draft_, draft_.source), requests, requests == 1 ? "" : "s");
    for (const auto& name : variables_) text += fmt::format(" --variable {0}=\"${0}\"", name);
    return text + " " + (out_.empty() ? "FILE.hurl" : out_) + "\n";
  }

  // One that an answer gives, or one that is given.
  std::string variable(const ExportVariables::Piece& piece) {
    if (!piece.is_captured) variables_.insert(piece.text);
    return "{{" + piece.text + "}}";
  }

  // Text where {{NAME}} is a variable, and what would mean something else is escaped.
  std::string value(std::string_view text) {
    std::string result;
    for (const auto& piece : draft_.variables.pieces_of(text)) {
      if (piece.is_variable) {
        result += variable(piece);
        continue;
      }
      for (const char c : piece.text) {
        if (c == '\\' || c == '#') result += '\\';
        if (c == '{')
          result += "\\u{7b}";
        else
          result += c;
      }
    }
    return result;
  }

  std::string entry(const SentRequest& request) {
    std::string text =
        fmt::format("\n# {}\n{} {}\n", comment_words(draft_, request.name), request.method, url(request.url));
    const bool is_json = request.body && !request.body_file && is_inline_json(request);
    const auto parts = request.parts();
    for (const auto& header : request.headers) {
      const bool type = same_header(header.name, "content-type");
      // Of these Hurl says the type itself.
      if (type && (parts || (is_json && header.value == "application/json"))) continue;
      text += fmt::format("{}: {}\n", header.name, value(header.value));
    }
    if (request.user) {
      const auto colon = request.user->find(':');
      text += fmt::format("[BasicAuth]\n{}: {}\n", value(std::string_view(*request.user).substr(0, colon)),
                          value(std::string_view(*request.user).substr(colon + 1)));
    }
    text += options(request);
    if (parts)
      text += form(request, *parts);
    else if (request.body)
      text += body(request, is_json);
    auto checks = request.source->checks;
    if (request.flow != nullptr && request.flow->until)
      checks.insert(checks.end(), request.flow->until->answer.begin(), request.flow->until->answer.end());
    return text + with_variables(hurl_answer({draft_, request.place, checks, request.flow}));
  }

  // Of text that is Hurl's already.
  std::string with_variables(std::string_view text) {
    std::string result;
    for (const auto& piece : draft_.variables.pieces_of(text)) {
      result += piece.is_variable ? variable(piece) : piece.text;
    }
    return result;
  }

  std::string url(std::string text) {
    replace_all(text, "{", "%7B");
    return with_variables(text);
  }

  std::string options(const SentRequest& request) {
    const auto& scenario = draft_.scenario;
    const auto& target = scenario.target;
    std::string lines;
    const auto add = [&](std::string_view key, const std::string& text) {
      lines += fmt::format("{}: {}\n", key, value(text));
    };
    if (!target.tls.ca_file.empty()) add("cacert", target.tls.ca_file.string());
    if (!target.tls.certificate_file.empty()) add("cert", target.tls.certificate_file.string());
    if (!target.tls.key_file.empty()) add("key", target.tls.key_file.string());
    if (target.tls.insecure) add("insecure", "true");
    if (!target.url.socket_path.empty()) add("unix-socket", target.url.socket_path);
    for (const auto& known : target.connection.resolve)
      add("resolve", fmt::format("{}:{}:{}", known.host, known.port, fmt::join(known.addresses, ",")));
    if (scenario.connect_timeout != Scenario().connect_timeout)
      add("connect-timeout", milliseconds(scenario.connect_timeout));
    if (request.source->timeout != RequestTemplate().timeout) add("max-time", milliseconds(request.source->timeout));
    add_flow(request, lines);
    return lines.empty() ? lines : "[Options]\n" + lines;
  }

  void add_flow(const SentRequest& request, std::string& lines) {
    const auto add = [&](std::string_view key, const auto& text) { lines += fmt::format("{}: {}\n", key, text); };
    if (request.pause) add_pause(request, lines);
    if (const auto& rules = request.source->rules; rules && rules->redirects.at_most > 0) {
      add("location", "true");
      add("max-redirs", rules->redirects.at_most);
    }
    const auto* flow = request.flow;
    if (flow != nullptr && flow->when)
      draft_.leave_unsaid(request.place + ".when", "Hurl has no conditions: it is always sent");
    if (flow != nullptr && flow->conversation)
      draft_.leave_unsaid(request.place + ".conversation", "it is sent once: put the messages there yourself");
    if (flow != nullptr && flow->repeat > 1) add("repeat", flow->repeat);
    if (flow != nullptr && flow->until) {
      const auto& until = *flow->until;
      const auto fitting = until.every > Nanos(0) ? until.within / until.every : until.at_most;
      add("retry", std::min<std::int64_t>(until.at_most - 1, fitting));
      add("retry-interval", milliseconds(until.every));
      if (request.source->rules && request.source->rules->retry.at_most > 0)
        draft_.leave_unsaid(request.place + ".retry", "Hurl has one kind of attempts: those of until");
    } else if (request.source->rules && request.source->rules->retry.at_most > 0) {
      const auto& retry = request.source->rules->retry;
      add("retry", retry.at_most);
      add("retry-interval", milliseconds(retry.shortest));
      draft_.leave_unsaid(place_of_retry(draft_.scenario, request.place),
                          "Hurl sends again whatever was wrong, after one pause");
    }
  }

  void add_pause(const SentRequest& request, std::string& lines) {
    Nanos pause{0};
    if (const auto* one = std::get_if<ConstantWait>(&*request.pause)) pause = one->pause;
    if (const auto* drawn = std::get_if<ExponentialWait>(&*request.pause)) pause = drawn->mean;
    if (const auto* range = std::get_if<UniformWait>(&*request.pause)) pause = (range->low + range->high) / 2;
    if (!std::holds_alternative<ConstantWait>(*request.pause))
      draft_.leave_unsaid(request.place,
                          fmt::format("the pause before it is drawn: {} is its middle", milliseconds(pause)));
    if (pause > Nanos(0)) lines += fmt::format("delay: {}\n", milliseconds(pause));
  }

  static std::string milliseconds(Nanos duration) {
    return fmt::format("{}ms", std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
  }

  // As it stands: a variable in it is one of Hurl's, other braces in pairs would be taken for one.
  static bool is_inline_json(const SentRequest& request) {
    const auto& text = *request.body;
    return text.find("{{") == std::string::npos && is_json(text);
  }

  std::string body(const SentRequest& request, bool is_json) {
    if (request.body_file) return fmt::format("file,{};\n", value(*request.body_file));
    if (is_json) return with_variables(*request.body) + "\n";
    if (request.body->empty()) return "``\n";
    if (is_one_line(*request.body)) return "`" + value(*request.body) + "`\n";
    if (draft_.variables.is_in(*request.body))
      draft_.leave_unsaid(request.place, "a variable within a body of several lines: what stands here is not it");
    return "base64," + to_base64(*request.body) + ";\n";
  }

  static bool is_one_line(std::string_view text) {
    return valid_utf8(text) == text && std::none_of(text.begin(), text.end(), [](char c) {
             return static_cast<unsigned char>(c) < 0x20 || c == '`' || c == '\\' || c == 0x7F;
           });
  }

  std::string form(const SentRequest& request, const std::vector<SentPart>& parts) {
    std::string lines = "[Multipart]\n";
    for (const auto& part : parts) {
      if (part.file_name.empty()) {
        lines += fmt::format("{}: {}\n", value(part.name), value(part.content));
        if (!is_one_line(part.content))
          draft_.leave_unsaid(request.place + ".multipart", part.name + ": a part of several lines");
        continue;
      }
      lines += fmt::format("{}: file,{}; {}\n", value(part.name), value(part.file_name), part.content_type);
      if (!file_with(draft_, part.file_name, part.content))
        draft_.leave_unsaid(request.place + ".multipart", part.file_name + ": say which folder it is in");
    }
    return lines;
  }

  ExportDraft& draft_;
  const std::string& out_;
  std::set<std::string> variables_;
};

}  // namespace

Result<std::string> write_hurl(ExportDraft& draft, const std::string& out) { return HurlWriter(draft, out).write(); }

}  // namespace plimsoll
