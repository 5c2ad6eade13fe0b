#include "scenarios/hurl/hurl_options.h"

#include "core/nearest_name.h"
#include "scenarios/queries/filter_parsing.h"
#include "scenarios/queries/hurl_text.h"
#include "scenarios/queries/predicate_parsing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

enum class Form { truth, count, duration, verbosity, text, definition };

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
     {"verbosity", Form::verbosity},
     {"very-verbose", Form::truth}}};

// Refused only where they ask for something: `http2: false` does not.
bool asks_for_nothing(const OptionRow& row, const QueryText& value) {
  return row.form == Form::truth && !value.varies() && value.fixed() == "false";
}

// No 0 before other digits.
bool is_natural(std::string_view text) {
  const bool is_digits = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  return is_digits && (text.size() == 1 || text.front() != '0');
}

bool is_count(std::string_view text) { return text == "-1" || is_natural(text); }

bool is_duration(std::string_view text) {
  for (const std::string_view unit : {"ms", "s", "m", "h"}) {
    if (!text.ends_with(unit)) continue;
    text.remove_suffix(unit.size());
    break;
  }
  return is_natural(text);
}

// {{name}} and nothing beside it.
bool is_insertion(const QueryText& value) {
  return value.insertions.size() == 1 && value.literals.front().empty() && value.literals.back().empty();
}

std::string_view misfit(Form form, const QueryText& value) {
  if (form == Form::text || is_insertion(value)) return {};
  const auto text = value.varies() ? std::string_view() : std::string_view(value.fixed());
  if (form == Form::truth) return text == "true" || text == "false" ? "" : "true or false";
  if (form == Form::count) return is_count(text) ? "" : "a whole number, or -1 for ever";
  if (form == Form::duration) return is_duration(text) ? "" : "a duration like 500ms, 2s or 1m";
  return text == "brief" || text == "verbose" || text == "debug" ? "" : "brief, verbose or debug";
}

bool is_of_variable(char c) {
  return is_word_character(c) || c == '_' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

// Behind a value: "2024-01-01" begins as a number, "nullable" as null.
bool ends_there(TextCursor& cursor, TextPlace value) {
  cursor.skip_blanks();
  if (cursor.at_end() || cursor.peek() == '#' || cursor.peek() == '\n' || cursor.peek() == '\r') return true;
  return cursor.fail_at(value, "a text that begins as a number, true, false or null stands in quotes");
}

bool read_word(TextCursor& cursor, std::string_view word, HurlOption& option) {
  const auto place = cursor.place();
  cursor.take(word);
  option.definition = QueryOperand(std::make_shared<const nlohmann::json>(nlohmann::json::parse(word)));
  return ends_there(cursor, place);
}

// name=value
bool read_definition(TextCursor& cursor, HurlOption& option) {
  const auto place = cursor.place();
  const auto name = cursor.take_while(is_of_variable);
  if (name.empty()) return cursor.expected("NAME=VALUE");
  if (is_function(name)) return cursor.fail_at(place, fmt::format("{} is a function: choose another name", name));
  option.value = QueryText(std::string(name));
  cursor.skip_blanks();
  if (!cursor.take("=")) return cursor.expected("= and the value");
  cursor.skip_blanks();
  const auto value = cursor.place();
  for (const auto* word : {"true", "false", "null"})
    if (cursor.sees(word)) return read_word(cursor, word, option);
  option.definition = parse_scalar(cursor);
  if (option.definition) return ends_there(cursor, value);
  if (cursor.fault()) return false;
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
