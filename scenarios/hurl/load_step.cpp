#include "scenarios/hurl/load_step.h"

#include "core/http/header_names.h"
#include "core/text.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/bodies/url_encoding.h"
#include "scenarios/document/yaml_writing.h"
#include "scenarios/hurl/load_body.h"
#include "scenarios/hurl/load_expectations.h"
#include "scenarios/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::uint64_t kMostFollowed = 20;

struct SentHeader {
  std::string name;
  std::string value;  // as the scenario is to read it
  TextPlace place;
};

class StepWriter {
 public:
  StepWriter(const HurlEntry& entry, LoadContext& context)
      : entry_(entry), request_(entry.request), context_(context) {}

  std::optional<LoadStep> write() {
    const auto faults = context_.faults.size();
    step_.place = request_.place;
    step_.url_place = request_.url.place;
    read_options();
    if (step_.options.is_skipped || step_.options.repeats == 0) return std::nullopt;
    set_method();
    set_url();
    set_headers();
    if (!headers_.empty()) add_headers();
    step_.lines.append(body_lines(request_, context_));
    add_exchange();
    step_.lines.append(expectation_lines(entry_, step_.options, context_));
    if (context_.faults.size() > faults) return std::nullopt;
    return std::move(step_);
  }

 private:
  void read_options() {
    for (const auto& option : request_.options) {
      if (option.definition) {
        const auto done = context_.variables.define(option.value.fixed(), *option.definition);
        if (done.has_error()) context_.refuse(option.place, done.error().message);
        continue;
      }
      const auto value = context_.variables.fixed(option.value);
      const auto set = value.has_error() ? Result<>(value.error()) : set_option(option.name, *value, step_.options);
      if (set.has_error()) context_.refuse(option.place, fmt::format("{}: {}", option.name, set.error().message));
      if (set.has_value()) look_at(option);
    }
  }

  // What an entry may say, and a load may not.
  void look_at(const HurlOption& option) {
    auto& options = step_.options;
    const auto refuse_for_ever = [&](std::uint64_t count) {
      if (count == EntryOptions::kForEver)
        context_.refuse(option.place, fmt::format("{}: -1: what a load does has an end: say how often", option.name));
    };
    if (option.name == "retry") refuse_for_ever(options.retries);
    if (option.name == "repeat") refuse_for_ever(options.repeats);
    if (option.name == "location-trusted" && options.is_trusting)
      context_.refuse(option.place,
                      "location-trusted: a load sends no credentials to another place: write location: true");
    if (option.name != "max-redirs") return;
    says_redirects_ = true;
    if (options.most_redirects > kMostFollowed)
      context_.refuse(option.place, fmt::format("max-redirs: a load follows 0 to {}", kMostFollowed));
  }

  void set_method() {
    constexpr std::array<std::string_view, 6> kMethods = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"};
    if (std::find(kMethods.begin(), kMethods.end(), request_.method) == kMethods.end())
      context_.refuse(request_.place,
                      fmt::format("{}: GET, POST, PUT, PATCH, DELETE and HEAD are sent, no other", request_.method));
    step_.method = lower_case(request_.method);
  }

  void set_url() {
    auto url = context_.take(context_.variables.filled(request_.url.text), request_.url.place);
    if (url.pieces.empty()) return;  // told already
    if (const auto* left = std::get_if<LoadText::Drawn>(&url.pieces.front()); left && left->is_environment()) {
      step_.origin = "${" + left->name.substr(4) + "}";
      url.pieces.erase(url.pieces.begin());
      return set_path(url);
    }
    auto* begin = std::get_if<std::string>(&url.pieces.front());
    const auto scheme_end = begin == nullptr ? std::string::npos : begin->find("://");
    const auto authority_end =
        scheme_end == std::string::npos ? std::string::npos : begin->find_first_of("/?", scheme_end + 3);
    const bool is_known =
        scheme_end != std::string::npos && (authority_end != std::string::npos || url.pieces.size() == 1);
    if (!is_known) return refuse_url(begin);
    auto authority = begin->substr(scheme_end + 3,
                                   authority_end == std::string::npos ? authority_end : authority_end - scheme_end - 3);
    if (const auto at = authority.rfind('@'); at != std::string::npos) {
      user_ = url_decoded(authority.substr(0, at)).value_or(authority.substr(0, at));
      if (user_.find(':') == std::string::npos) user_ += ':';
      authority.erase(0, at + 1);
    }
    const auto origin = parse_url(begin->substr(0, scheme_end + 3) + authority);
    if (origin.has_error()) return context_.refuse(request_.url.place, origin.error().message);
    step_.origin = origin->text();
    begin->erase(0, std::min(authority_end, begin->size()));
    set_path(url);
  }

  void refuse_url(const std::string* begin) {
    if (begin != nullptr && begin->find("://") == std::string::npos && request_.url.text.insertions.empty())
      return context_.refuse(request_.url.place, "a URL begins with http:// or https://");
    context_.refuse(request_.url.place,
                    "a load knows scheme and host of a request before it: http://HOST in front, or a variable that "
                    "holds it; of an answer the path alone is captured");
  }

  void set_path(const LoadText& url) {
    auto path = url.written();
    if (!path.starts_with('/') && !path.starts_with("{{")) path.insert(0, "/");
    const auto end = std::min(path.find('?'), path.size());
    if (!step_.options.keeps_path) path.replace(0, end, without_dot_segments(path.substr(0, end)));
    for (const auto& pair : request_.query) {
      path += path.find('?') == std::string::npos ? "?" : path.ends_with('?') ? "" : "&";
      path += context_.take(context_.variables.filled(pair.key.text), pair.key.place).written() + '=';
      append_part(pair.value, path);
    }
    step_.path = std::move(path);
  }

  // {{...}} in a path are encoded where they are filled in.
  void append_part(const HurlText& text, std::string& path) {
    const auto filled = context_.take(context_.variables.filled(text.text), text.place);
    for (const auto& piece : filled.pieces) {
      if (const auto* literal = std::get_if<std::string>(&piece))
        append_encoded(*literal, Encoding::query, path);
      else
        path += "{{" + std::get<LoadText::Drawn>(piece).name + "}}";
    }
  }

  bool gives(std::string_view name) const {
    return std::any_of(headers_.begin(), headers_.end(),
                       [&](const SentHeader& header) { return same_header(header.name, name); });
  }

  // One line of a name is sent: RFC 9110, 5.3, lets several be one, and RFC 6265 those of Cookie.
  void add_header(SentHeader header) {
    const auto same = std::find_if(headers_.begin(), headers_.end(),
                                   [&](const SentHeader& other) { return same_header(other.name, header.name); });
    if (same == headers_.end()) return headers_.push_back(std::move(header));
    for (const auto* alone : {"Authorization", "Content-Type", "Host"})
      if (same_header(header.name, alone))
        return context_.refuse(header.place, fmt::format("a second {}: one is sent", header.name));
    same->value += (same_header(header.name, "Cookie") ? "; " : ", ") + header.value;
  }

  void set_headers() {
    for (const auto& pair : request_.headers) {
      auto name = context_.take(context_.variables.fixed(pair.key.text), pair.key.place);
      const auto value = context_.take(context_.variables.filled(pair.value.text), pair.value.place);
      if (same_header(name, "Content-Length"))
        context_.refuse(pair.key.place, "Content-Length: it follows from the body: leave the line out");
      add_header({std::move(name), value.written(), pair.key.place});
    }
    for (const auto& header : step_.options.headers)
      add_header({header.name, literal_text_of(header.value), request_.place});
    set_user();
    set_cookies();
    if (step_.options.is_compressed && !gives("Accept-Encoding"))
      add_header({"Accept-Encoding", "gzip, deflate", request_.place});
  }

  void set_user() {
    auto place = request_.place;
    if (!step_.options.user.empty()) user_ = step_.options.user;
    if (request_.basic_auth) {
      const auto& pair = *request_.basic_auth;
      place = pair.key.place;
      user_ = context_.take(context_.variables.fixed(pair.key.text), pair.key.place) + ":" +
              context_.take(context_.variables.fixed(pair.value.text), pair.value.place);
    }
    if (!user_.empty() && !gives("Authorization")) add_header({"Authorization", "Basic " + to_base64(user_), place});
  }

  void set_cookies() {
    for (const auto& pair : request_.cookies) {
      const auto name = context_.take(context_.variables.filled(pair.key.text), pair.key.place);
      const auto value = context_.take(context_.variables.filled(pair.value.text), pair.value.place);
      add_header({"Cookie", name.written() + "=" + value.written(), pair.key.place});
    }
  }

  void add_headers() {
    ScenarioLines lines;
    for (const auto& header : headers_)
      lines.add(fmt::format("{}: {}", yaml_key(header.name), yaml_scalar(header.value, false)), header.place);
    step_.lines.add_below("headers", lines, request_.place);
  }

  void add_exchange() {
    const auto& options = step_.options;
    if (options.follows_redirects) {
      const auto most = says_redirects_ ? options.most_redirects : kMostFollowed;
      step_.lines.add(fmt::format("redirects: {}", most), request_.place);
    }
    if (options.timeout == EntryOptions().timeout) return;
    const auto timeout = std::chrono::duration_cast<std::chrono::milliseconds>(options.timeout);
    step_.lines.add(fmt::format("timeout: {}ms", timeout.count()), request_.place);
  }

  const HurlEntry& entry_;
  const HurlRequest& request_;
  LoadContext& context_;
  LoadStep step_;
  std::vector<SentHeader> headers_;
  std::string user_;
  bool says_redirects_ = false;
};

}  // namespace

std::optional<LoadStep> load_step(const HurlEntry& entry, LoadContext& context) {
  return StepWriter(entry, context).write();
}

}  // namespace plimsoll
