#include "imports/curl/curl_request.h"

#include "core/text.h"
#include "imports/curl/curl_assembly.h"
#include "imports/curl/curl_flags.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/bodies/url_encoding.h"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

constexpr int kUsualRedirects = 5;               // where nothing is said; curl follows 50
constexpr std::uint64_t kLargestFile = 1 << 20;  // that is read, not named

std::string duration_of(const std::string& seconds) {
  double value = 0;
  const auto [end, error] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), value);
  if (error != std::errc() || end != seconds.data() + seconds.size() || !(value > 0) || value > 86400) return "";
  return value == std::floor(value) ? fmt::format("{:.0f}s", value) : fmt::format("{:.0f}ms", value * 1000);
}

class CurlCommandReader {
 public:
  explicit CurlCommandReader(const CurlReading& reading) : reading_(reading), draft_(reading.draft) {}

  Result<> read(std::size_t at) {
    const auto& words = reading_.command.words;
    while (at < words.size()) {
      const auto& word = words[at++];
      if (word.size() < 2 || word.front() != '-') {
        parts_.urls.push_back(word);
        continue;
      }
      if (auto done = word.starts_with("--") ? read_long(word, at) : read_letters(word, at); done.has_error())
        return done.error();
    }
    return end_request();
  }

 private:
  Error wrong(std::string_view what) const { return invalid(fmt::format("{}: {}", reading_.place, what)); }
  void tell(std::string what) { draft_.leave_out(reading_.place, std::move(what)); }

  Result<> read_long(const std::string& word, std::size_t& at) {
    const auto* flag = curl_flag(word);
    if (flag == nullptr && word.starts_with("--no-") && curl_flag("--" + word.substr(5)) != nullptr) return {};
    if (flag == nullptr) {
      tell(fmt::format("{}: a flag that is not known here; what follows it was taken for a URL if it is one",
                       word.substr(0, word.find('='))));
      return {};
    }
    std::string value;
    if (flag->takes_value) {
      if (at >= reading_.command.words.size()) return wrong(fmt::format("{} needs a value after it", word));
      value = reading_.command.words[at++];
    }
    return carry_out(*flag, value);
  }

  // -sSL, -XPOST, -d @file
  Result<> read_letters(const std::string& word, std::size_t& at) {
    for (std::size_t i = 1; i < word.size(); ++i) {
      const auto* flag = curl_flag(word[i]);
      if (flag == nullptr) {
        tell(fmt::format("-{}: a flag that is not known here", word[i]));
        continue;
      }
      if (!flag->takes_value) {
        if (auto done = carry_out(*flag, ""); done.has_error()) return done.error();
        continue;
      }
      auto value = word.substr(i + 1);
      if (value.empty()) {
        if (at >= reading_.command.words.size()) return wrong(fmt::format("-{} needs a value after it", word[i]));
        value = reading_.command.words[at++];
      }
      return carry_out(*flag, value);
    }
    return {};
  }

  Result<> carry_out(const CurlFlag& flag, const std::string& value) {
    switch (flag.action) {
      case CurlAction::ignored:
        break;
      case CurlAction::told:
        tell(fmt::format("{}: {}", flag.name, flag.reason));
        break;
      case CurlAction::request:
        parts_.method = value;
        break;
      case CurlAction::header:
        return add_headers(value);
      case CurlAction::data:
        return add_data(value, true);
      case CurlAction::data_binary:
        return add_data(value, false);
      case CurlAction::data_raw:
        parts_.data.push_back(value);
        break;
      case CurlAction::data_encoded:
        return add_encoded(value);
      case CurlAction::json:
        parts_.json = true;
        return add_data(value, false);
      case CurlAction::form:
        return add_field(value);
      case CurlAction::form_text:
        parts_.fields.push_back(
            {value.substr(0, value.find('=')), value.substr(std::min(value.find('='), value.size() - 1) + 1), false});
        break;
      case CurlAction::get:
        parts_.get = true;
        break;
      case CurlAction::head:
        parts_.head = true;
        break;
      case CurlAction::upload:
        parts_.upload = value;
        break;
      case CurlAction::url:
        parts_.urls.push_back(value);
        break;
      case CurlAction::user:
        parts_.user = value;
        break;
      case CurlAction::signing:
        parts_.signing = value;
        break;
      case CurlAction::bearer:
        parts_.headers.push_back({"Authorization", "Bearer " + value});
        break;
      case CurlAction::cookie:
        add_cookie(value);
        break;
      case CurlAction::agent:
        parts_.headers.push_back({"User-Agent", value});
        break;
      case CurlAction::referer:
        parts_.headers.push_back({"Referer", value.substr(0, value.find(";auto"))});
        break;
      case CurlAction::range:
        parts_.headers.push_back({"Range", "bytes=" + value});
        break;
      case CurlAction::compressed:
        parts_.headers.push_back({"Accept-Encoding", "gzip, deflate"});
        break;
      case CurlAction::insecure:
        parts_.insecure = true;
        break;
      case CurlAction::authority:
        trust("ca", value);
        break;
      case CurlAction::certificate:
        trust("cert", value);
        break;
      case CurlAction::key:
        trust("key", value);
        break;
      case CurlAction::longest:
        parts_.timeout = duration_of(value);
        break;
      case CurlAction::connect_longest:
        draft_.connect_timeout = duration_of(value);
        break;
      case CurlAction::resolve:
        resolve(value);
        break;
      case CurlAction::unix_socket:
        parts_.socket = value;
        break;
      case CurlAction::no_keepalive:
        draft_.keep_alive = false;
        break;
      case CurlAction::location_trusted:
        tell("--location-trusted: secret headers go to no other place; the rest is as --location");
        [[fallthrough]];
      case CurlAction::location:
        follows_ = true;
        break;
      case CurlAction::most_redirects:
        most_redirects_ = bounded(flag, value, kUsualRedirects);
        break;
      case CurlAction::retry:
        parts_.retries = bounded(flag, value, 0);
        break;
      case CurlAction::retry_delay:
        parts_.retry_delay = duration_of(value);
        break;
      case CurlAction::retry_all:
        parts_.retries_all = true;
        break;
      case CurlAction::retry_refused:
        parts_.retries_refused = true;
        break;
      case CurlAction::cookie_jar:
        keep_cookies();
        draft_.cookie_jars.push_back(value);
        break;
      case CurlAction::next:
        return end_request();
    }
    return {};
  }

  Result<std::string> content_of(const std::string& name) {
    if (name == "-") {
      if (reading_.command.has_input) return reading_.command.input;
      return wrong("@-: what would come from standard input is not here; write it into a file and name that");
    }
    auto content = read_file({reading_.folders.from / name, name}, kLargestFile);
    if (content.has_error()) return with_context(content.error(), reading_.place);
    return content;
  }

  Result<> add_headers(const std::string& text) {
    if (text.starts_with('@')) {
      auto content = content_of(text.substr(1));
      if (content.has_error()) return content.error();
      for (std::string_view rest = *content; !rest.empty();) {
        const auto row = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(row.size() + 1, rest.size()));
        if (!trimmed(row).empty()) add_header(std::string(trimmed(row)));
      }
      return {};
    }
    add_header(text);
    return {};
  }

  void add_header(const std::string& text) {
    const auto colon = text.find(':');
    if (colon == std::string::npos) {
      if (text.ends_with(';')) parts_.headers.push_back({text.substr(0, text.size() - 1), ""});
      if (!text.ends_with(';')) tell("a header without a colon");
      return;
    }
    const auto value = trimmed(std::string_view(text).substr(colon + 1));
    if (!value.empty())
      parts_.headers.push_back({std::string(trimmed(std::string_view(text).substr(0, colon))), std::string(value)});
  }

  Result<> add_data(const std::string& value, bool without_line_ends) {
    if (!value.starts_with('@')) {
      parts_.data.push_back(value);
      return {};
    }
    const auto name = value.substr(1);
    if (name != "-" && parts_.data.empty() && parts_.data_file.empty()) {
      parts_.data_file = name;
      return {};
    }
    auto content = content_of(name);
    if (content.has_error()) return content.error();
    if (without_line_ends) std::erase_if(*content, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
    parts_.data.push_back(*std::move(content));
    return {};
  }

  // "text", "=text", "name=text", "@file", "name@file"
  Result<> add_encoded(const std::string& value) {
    const auto mark = value.find_first_of("=@");
    std::string name = mark == std::string::npos ? "" : value.substr(0, mark);
    std::string text = mark == std::string::npos ? value : value.substr(mark + 1);
    if (mark != std::string::npos && value[mark] == '@') {
      auto content = content_of(text);
      if (content.has_error()) return content.error();
      text = *std::move(content);
    }
    const auto encoded = has_reference(text) ? text : encoded_pairs({{"", text}}, Encoding::query).substr(1);
    parts_.data.push_back(name.empty() ? encoded : name + "=" + encoded);
    return {};
  }

  Result<> add_field(const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos) return wrong("-F expects name=value");
    FormField field{text.substr(0, equals), text.substr(equals + 1), false};
    const char mark = field.value.empty() ? '\0' : field.value.front();
    auto options = field.value.find(';');
    if (mark != '@' && mark != '<' && field.value.find(";type=") == std::string::npos) options = std::string::npos;
    if (mark != '@' && mark != '<' && options != std::string::npos) options = field.value.find(";type=");
    if (options != std::string::npos) {
      tell(fmt::format("-F {}: {}: the type of a part follows from the file's name", field.name,
                       field.value.substr(options + 1)));
      field.value.resize(options);
    }
    if (mark == '@' || mark == '<') field.value.erase(0, 1);
    if (field.value.size() > 1 && field.value.front() == '"' && field.value.back() == '"')
      field.value = field.value.substr(1, field.value.size() - 2);
    if (mark == '@' && field.value == "-") return wrong("-F with @-: write it into a file and name that");
    field.is_file = mark == '@';
    if (field.is_file) field.value = reading_.folders.renamed(field.value);
    if (mark == '<') {
      auto content = content_of(field.value);
      if (content.has_error()) return content.error();
      field.value = *std::move(content);
    }
    parts_.fields.push_back(std::move(field));
    return {};
  }

  // What a scenario has at most; below 0 is as many as there are.
  int bounded(const CurlFlag& flag, const std::string& value, int otherwise) {
    constexpr int kMost = 20;
    int number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size()) {
      tell(fmt::format("{}: expected a whole number", flag.name));
      return otherwise;
    }
    if (number > kMost) tell(fmt::format("{} {}: there are at most {}", flag.name, number, kMost));
    return number < 0 || number > kMost ? kMost : number;
  }

  void keep_cookies() {
    parts_.keeps_cookies = true;
    draft_.cookies = true;
  }

  // NAME=VALUE, or a file of cookies: one that a command before has filled holds what answers have set.
  void add_cookie(const std::string& value) {
    if (value.find('=') != std::string::npos || has_reference(value)) {
      parts_.headers.push_back({"Cookie", value});
      return;
    }
    keep_cookies();
    const auto& jars = draft_.cookie_jars;
    const bool is_filled = std::find(jars.begin(), jars.end(), value) != jars.end();
    if (!value.empty() && !is_filled)
      tell("-b with a file: cookies of answers are kept; those that it holds are not sent, write them as NAME=VALUE");
  }

  void trust(const std::string& key, const std::string& file) {
    const bool known =
        std::any_of(draft_.tls.begin(), draft_.tls.end(), [&](const Header& row) { return row.name == key; });
    if (!known)
      draft_.tls.push_back(
          {key, reading_.folders.renamed(file.substr(
                    0, key == "cert" ? file.find(".pem:") == std::string::npos ? file.size() : file.find(".pem:") + 4
                                     : file.size()))});
  }

  // host:port:address[,address]
  void resolve(const std::string& text) {
    const std::size_t begin = text.starts_with('+') ? 1 : 0;
    const auto host_end = text.find(':');
    const auto port_end = host_end == std::string::npos ? host_end : text.find(':', host_end + 1);
    if (port_end == std::string::npos) return tell("--resolve: expected HOST:PORT:ADDRESS");
    const auto name = text.substr(begin, port_end - begin);
    auto address = text.substr(port_end + 1);
    std::erase_if(address, [](char c) { return c == '[' || c == ']'; });
    if (!has_header(draft_.resolve, name)) draft_.resolve.push_back({name, address});
  }

  Result<> end_request() {
    parts_.redirects = std::exchange(follows_, false) ? most_redirects_ : 0;
    most_redirects_ = kUsualRedirects;
    const auto parts = std::move(parts_);
    parts_ = {};
    if (parts.urls.empty()) {
      tell("curl without a URL");
      return {};
    }
    if (std::any_of(parts.fields.begin(), parts.fields.end(),
                    [](const FormField& field) { return field.name.empty(); }))
      return wrong("-F expects name=value");
    for (const auto& url : parts.urls) CurlAssembly(reading_).add_request(parts, url);
    return {};
  }

  const CurlReading& reading_;
  ImportDraft& draft_;
  CurlParts parts_;
  bool follows_ = false;
  int most_redirects_ = kUsualRedirects;
};

}  // namespace

Result<> read_curl_command(const CurlReading& reading, std::size_t begin) {
  return CurlCommandReader(reading).read(begin);
}

}  // namespace plimsoll
