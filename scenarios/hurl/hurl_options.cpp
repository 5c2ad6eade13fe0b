#include "scenarios/hurl/hurl_options.h"

#include "core/nearest_name.h"
#include "scenarios/queries/hurl_text.h"
#include "scenarios/queries/predicate_parsing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

enum class Form { truth, count, duration, text, definition };

struct OptionRow {
  std::string_view name;
  Form form;
  std::string_view refusal{};  // why it is not done; empty: it is
};

constexpr std::string_view kProtocol = "only HTTP/1.1 is spoken: leave the line out";
constexpr std::string_view kOfNegotiation = "is not done: say who you are in [BasicAuth] or a header";
constexpr std::string_view kOfNetrc = "is not read: say who you are in [BasicAuth] or by `user`";
constexpr std::string_view kOfTls = "is not done for one entry: pass --ca, --cert and --key to the command";

constexpr std::array<OptionRow, 42> kOptions = {
    {{"aws-sigv4", Form::text, "is not done for one entry: a scenario has `auth` for it"},
     {"cacert", Form::text, kOfTls},
     {"cert", Form::text, kOfTls},
     {"compressed", Form::truth},
     {"connect-timeout", Form::duration},
     {"connect-to", Form::text, "is not done: name the host in the URL, or use `resolve`"},
     {"delay", Form::duration},
     {"digest", Form::truth, kOfNegotiation},
     {"header", Form::text},
     {"http1.0", Form::truth, kProtocol},
     {"http1.1", Form::truth},
     {"http2", Form::truth, kProtocol},
     {"http2-prior-knowledge", Form::truth, kProtocol},
     {"http3", Form::truth, kProtocol},
     {"insecure", Form::truth},
     {"ipv4", Form::truth, "is not done: name an address in the URL"},
     {"ipv6", Form::truth, "is not done: name an address in the URL"},
     {"key", Form::text, kOfTls},
     {"limit-rate", Form::count, "is not done: leave the line out"},
     {"location", Form::truth},
     {"location-trusted", Form::truth},
     {"max-redirs", Form::count},
     {"max-time", Form::duration},
     {"negotiate", Form::truth, kOfNegotiation},
     {"netrc", Form::truth, kOfNetrc},
     {"netrc-file", Form::text, kOfNetrc},
     {"netrc-optional", Form::truth, kOfNetrc},
     {"ntlm", Form::truth, kOfNegotiation},
     {"output", Form::text, "is not done: answers are not written to files"},
     {"path-as-is", Form::truth},
     {"pinnedpubkey", Form::text, kOfTls},
     {"proxy", Form::text, "is not done: requests go to the target itself"},
     {"repeat", Form::count},
     {"resolve", Form::text},
     {"retry", Form::count},
     {"retry-interval", Form::duration},
     {"skip", Form::truth},
     {"unix-socket", Form::text, "is not done: name it in the URL, http+unix://%2Frun%2Fapi.sock/path"},
     {"user", Form::text},
     {"variable", Form::definition},
     {"verbose", Form::truth},
     {"very-verbose", Form::truth}}};

// Refused only where they ask for something: `http2: false` does not.
bool asks_for_nothing(const OptionRow& row, const QueryText& value) {
  return row.form == Form::truth && !value.varies() && value.fixed() == "false";
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_count(std::string_view text) { return text == "-1" || is_digits(text); }

bool is_duration(std::string_view text) {
  for (const std::string_view unit : {"ms", "s", "m", "h"}) {
    if (!text.ends_with(unit)) continue;
    text.remove_suffix(unit.size());
    break;
  }
  return is_digits(text);
}

std::string_view misfit(Form form, const QueryText& value) {
  if (value.varies()) return {};
  const auto& text = value.fixed();
  if (form == Form::truth && text != "true" && text != "false") return "true or false";
  if (form == Form::count && !is_count(text)) return "a whole number, or -1 for ever";
  if (form == Form::duration && !is_duration(text)) return "a duration like 500ms, 2s or 1m";
  return form == Form::text && text.empty() ? "a value" : std::string_view();
}

// name=value
bool read_definition(TextCursor& cursor, HurlOption& option) {
  const auto name = cursor.take_while([](char c) { return c != '=' && c != ' ' && c != '\t' && c != '\n'; });
  if (name.empty()) return cursor.expected("NAME=VALUE");
  option.value = QueryText(std::string(name));
  cursor.skip_blanks();
  if (!cursor.take("=")) return cursor.expected("= and the value");
  cursor.skip_blanks();
  // What begins as a number or a word and goes on is a text.
  const auto before = cursor.mark();
  const bool is_quoted = cursor.peek() == '"';
  option.definition = parse_scalar(cursor);
  cursor.skip_blanks();
  const bool is_whole = cursor.at_end() || cursor.peek() == '#' || cursor.peek() == '\n' || cursor.peek() == '\r';
  if (is_quoted || (option.definition && is_whole)) return option.definition.has_value();
  if (cursor.fault()) return false;
  cursor.back_to(before);
  auto text = line_text(cursor);
  if (!text) return false;
  option.definition = QueryOperand(*std::move(text));
  return true;
}

bool read_value(TextCursor& cursor, const OptionRow& row, HurlOption& option) {
  if (row.form == Form::definition) return read_definition(cursor, option);
  const auto place = cursor.place();
  auto value = line_text(cursor);
  if (!value) return false;
  if (const auto wanted = misfit(row.form, *value); !wanted.empty())
    return cursor.fail_at(place, fmt::format("{} needs {}", row.name, wanted));
  option.value = *std::move(value);
  return true;
}

bool read_option(TextCursor& cursor, const OptionRow& row, HurlOption& option) {
  option.name = row.name;
  if (!read_value(cursor, row, option) || !end_line(cursor)) return false;
  if (!row.refusal.empty() && !asks_for_nothing(row, option.value))
    cursor.refuse(option.place, fmt::format("{}: {}", row.name, row.refusal));
  return true;
}

bool no_option(TextCursor& cursor, TextPlace place, std::string_view name) {
  std::vector<std::string_view> names;
  names.reserve(std::size(kOptions));
  for (const auto& row : kOptions) names.push_back(row.name);
  return cursor.fail_at(place, fmt::format("\"{}\" is no option{}", name, name_advice(name, names)));
}

}  // namespace

bool read_options(TextCursor& cursor, std::vector<HurlOption>& options) {
  for (;;) {
    HurlText key;
    const auto line = read_key(cursor, key);
    if (line != HurlLine::read) return line == HurlLine::other;
    const auto& name = key.text.fixed();
    const auto* row = std::find_if(kOptions.begin(), kOptions.end(), [&](const auto& one) { return one.name == name; });
    if (row == kOptions.end()) return no_option(cursor, key.place, name);
    HurlOption option;
    option.place = key.place;
    if (!read_option(cursor, *row, option)) return false;
    options.push_back(std::move(option));
  }
}

}  // namespace plimsoll
