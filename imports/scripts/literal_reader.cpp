#include "imports/scripts/literal_reader.h"

#include "core/json/json.h"
#include "core/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using LiteralJson = nlohmann::ordered_json;

constexpr int kDeepestLiteral = 48;
constexpr std::size_t kMostPutIntoScript = std::size_t{4} << 20;
constexpr std::size_t kMostReadOfCalls = std::size_t{256} << 20;

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

}  // namespace

LiteralReader::LiteralReader(std::string_view text, ImportDraft& draft) : text_(text), draft_(draft) {
  for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) line_ends_.push_back(at);
}

std::optional<LiteralJson> LiteralReader::read(std::size_t& at) { return value(at, 0); }

void LiteralReader::set_constant(const std::string& name, const Json& value) { constants_[name] = value; }

std::size_t LiteralReader::line_of(std::size_t at) const {
  return 1 + static_cast<std::size_t>(std::lower_bound(line_ends_.begin(), line_ends_.end(), at) - line_ends_.begin());
}

void LiteralReader::skip_blanks(std::size_t& at) const {
  while (at < text_.size()) {
    if (std::string_view(" \t\r\n").find(text_[at]) != std::string_view::npos)
      ++at;
    else if (text_[at] == '#' || is_at(at, "//"))
      at = std::min(text_.find('\n', at), text_.size());
    else if (is_at(at, "/*"))
      at = std::min(text_.find("*/", at) == std::string_view::npos ? text_.size() : text_.find("*/", at) + 2,
                    text_.size());
    else if (is_at(at, "\\\n"))
      at += 2;
    else
      break;
  }
}

std::string LiteralReader::name_at(std::size_t at) const {
  const auto begin = at;
  while (at < text_.size() && (is_word_character(text_[at]) || text_[at] == '.')) ++at;
  return std::string(text_.substr(begin, at - begin));
}

std::optional<LiteralJson> LiteralReader::value(std::size_t& at, int depth) {
  if (depth > kDeepestLiteral) return std::nullopt;
  skip_blanks(at);
  const char c = peek(at);
  if (c == '{') return object(++at, depth);
  if (c == '[') return list(++at, ']', depth);
  if (c == '(') return list(++at, ')', depth);
  if ((c >= '0' && c <= '9') || c == '-' || c == '.') return number(at);
  if (c == '"' || c == '\'' || c == '`') return text_value(at);
  const auto name = name_at(at);
  const auto quote = peek(at + name.size());
  const bool is_prefix = name.size() <= 2 && name.find_first_not_of("rRbBuUfF") == std::string::npos;
  if (!name.empty() && is_prefix && (quote == '"' || quote == '\'')) return text_value(at);
  return word(at, depth);
}

std::optional<LiteralJson> LiteralReader::number(std::size_t& at) {
  auto end = at;
  while (end < text_.size() &&
         (is_word_character(text_[end]) || std::string_view("+-.").find(text_[end]) != std::string_view::npos))
    ++end;
  std::string digits(text_.substr(at, end - at));
  std::erase(digits, '_');
  std::int64_t whole = 0;
  double real = 0;
  const char* const last = digits.data() + digits.size();
  if (const auto [stop, error] = std::from_chars(digits.data(), last, whole); error == std::errc() && stop == last)
    return at = end, LiteralJson(whole);
  if (const auto [stop, error] = std::from_chars(digits.data(), last, real);
      error == std::errc() && stop == last && std::isfinite(real))
    return at = end, LiteralJson(real);
  return std::nullopt;
}

// The quotes that end the text whose quotes begin there.
std::string LiteralReader::quotes_at(std::size_t at) const {
  const char quote = peek(at);
  const std::string three(3, quote);
  return quote != '`' && is_at(at, three) ? three : std::string(1, quote);
}

// {name} of an f-string, ${name} of a template.
bool LiteralReader::take_filled(std::size_t& at, std::string& text) {
  const auto begin = text_.find('{', at) + 1;
  const auto close = text_.find('}', begin);
  const auto filled = close == std::string_view::npos ? std::nullopt : part(text_.substr(begin, close - begin));
  if (!filled) return false;
  text += *filled;
  at = close + 1;
  return true;
}

bool LiteralReader::take_escape(std::size_t& at, std::string& text) const {
  constexpr std::string_view kLetters = "nrtbf0";
  constexpr std::string_view kMeant("\n\r\t\b\f\0", 6);
  const char letter = text_[at + 1];
  if (std::string_view("xuUN").find(letter) != std::string_view::npos) return false;
  const auto known = kLetters.find(letter);
  if (letter != '\n') text += known == std::string_view::npos ? letter : kMeant[known];
  at += 2;
  return true;
}

bool LiteralReader::take_text(std::size_t& at, const TextForm& form, std::string& text) {
  const bool is_template = form.ends == "`";
  if (at >= text_.size() || (text_[at] == '\n' && form.ends.size() == 1 && !is_template)) return false;
  const bool opens = (form.braces && text_[at] == '{') || (is_template && is_at(at, "${"));
  if (opens && !is_at(at, "{{")) return take_filled(at, text);
  if (text_[at] == '\\' && !form.raw && at + 1 < text_.size()) return take_escape(at, text);
  if (form.braces && (is_at(at, "{{") || is_at(at, "}}"))) ++at;
  text += text_[at++];
  return true;
}

bool LiteralReader::begins_text(std::size_t at) const {
  const auto prefix = name_at(at);
  const char after = peek(at + prefix.size());
  return prefix.size() <= 2 && prefix.find_first_not_of("rRbBuUfF") == std::string::npos &&
         (after == '"' || after == '\'');
}

// Texts beside each other are one, as in Python.
std::optional<LiteralJson> LiteralReader::text_value(std::size_t& at) {
  std::string text;
  for (auto here = at;;) {
    const auto prefix = name_at(here);
    here += prefix.size();
    const TextForm form{prefix.find_first_of("rR") != std::string::npos,
                        prefix.find_first_of("fF") != std::string::npos, quotes_at(here)};
    here += form.ends.size();
    while (!is_at(here, form.ends))
      if (!take_text(here, form, text)) return std::nullopt;
    here += form.ends.size();
    at = here;
    skip_blanks(here);
    if (!begins_text(here)) return LiteralJson(text);
  }
}

std::optional<std::string> LiteralReader::part(std::string_view inside) {
  const auto name = std::string(trimmed(inside));
  if (constants_.contains(name)) {
    const auto value = constant(name);
    if (!value) return std::nullopt;
    return value->is_string() ? value->get<std::string>() : to_text(*value);
  }
  if (name.starts_with("__ENV.") && name.size() > 6) return draft_.reference(name.substr(6), "", "as in the script");
  return std::nullopt;
}

std::optional<LiteralJson> LiteralReader::constant(const std::string& name) {
  const auto known = constants_.find(name);
  if (known == constants_.end() || put_in_ > kMostPutIntoScript) return std::nullopt;
  put_in_ += to_text(known->second).size();
  return known->second;
}

std::optional<LiteralJson> LiteralReader::list(std::size_t& at, char close, int depth) {
  auto items = LiteralJson::array();
  bool comma = false;
  for (;;) {
    skip_blanks(at);
    if (peek(at) == close) break;
    auto item = value(at, depth + 1);
    if (!item) return std::nullopt;
    items.push_back(*std::move(item));
    skip_blanks(at);
    if (peek(at) == ',')
      ++at, comma = true;
    else if (peek(at) != close)
      return std::nullopt;
  }
  ++at;
  if (close == ')' && items.size() == 1 && !comma) return LiteralJson(items.front());
  return items;
}

std::optional<LiteralJson> LiteralReader::object(std::size_t& at, int depth) {
  auto members = LiteralJson::object();
  for (;;) {
    skip_blanks(at);
    if (peek(at) == '}') break;
    std::string key;
    if (is_word_character(peek(at)) && !(peek(at) >= '0' && peek(at) <= '9')) {
      key = name_at(at);
      const char quote = peek(at + key.size());
      if (quote == '"' || quote == '\'') return std::nullopt;
      at += key.size();
    } else {
      auto name = value(at, depth + 1);
      if (!name || name->is_structured()) return std::nullopt;
      key = name->is_string() ? name->get<std::string>() : to_text(*name);
    }
    skip_blanks(at);
    if (peek(at) != ':') return std::nullopt;
    auto member = value(++at, depth + 1);
    if (!member) return std::nullopt;
    members[key] = *std::move(member);
    skip_blanks(at);
    if (peek(at) == ',')
      ++at;
    else if (peek(at) != '}')
      return std::nullopt;
  }
  ++at;
  return members;
}

std::optional<LiteralJson> LiteralReader::word(std::size_t& at, int depth) {
  const auto name = name_at(at);
  auto after = at + name.size();
  if (name == "True" || name == "true") return at = after, LiteralJson(true);
  if (name == "False" || name == "false") return at = after, LiteralJson(false);
  if (name == "None" || name == "null" || name == "undefined") return at = after, LiteralJson(nullptr);
  if ((name == "JSON.stringify" || name == "json.dumps") && peek(after) == '(') {
    auto inner = value(++after, depth + 1);
    skip_blanks(after);
    if (!inner || peek(after) != ')') return std::nullopt;
    at = after + 1;
    return LiteralJson(to_text(*inner));
  }
  const bool by_bracket = name == "os.environ" && peek(after) == '[';
  const bool by_call = (name == "os.environ.get" || name == "os.getenv") && peek(after) == '(';
  if (by_bracket || by_call) {
    const auto variable = text_value(++after);
    if (!variable) return std::nullopt;
    skip_expression(after);
    at = after + 1;
    return LiteralJson(draft_.reference(variable->get<std::string>(), "", "as in the script"));
  }
  if (name.starts_with("__ENV.") && name.size() > 6)
    return at = after, LiteralJson(draft_.reference(name.substr(6), "", "as in the script"));
  auto known = constant(name);
  if (known) at = after;
  return known;
}

void LiteralReader::skip_text(std::size_t& at) const {
  const auto ends = quotes_at(at);
  at += ends.size();
  while (at < text_.size() && !is_at(at, ends)) at += text_[at] == '\\' ? 2 : 1;
  at = std::min(at + ends.size(), text_.size());
}

// To the comma or bracket that ends it.
void LiteralReader::skip_expression(std::size_t& at) const {
  std::size_t depth = 0;
  while (at < text_.size()) {
    skip_blanks(at);
    const char c = peek(at);
    if (c == '"' || c == '\'' || c == '`') {
      skip_text(at);
      continue;
    }
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') {
      if (depth == 0) return;
      --depth;
    }
    if (c == ',' && depth == 0) return;
    if (at < text_.size()) ++at;
  }
}

LiteralReader::Call LiteralReader::read_call(std::size_t at) {
  Call call;
  const auto opened = at;
  for (;;) {
    skip_blanks(at);
    if (at >= text_.size() || peek(at) == ')' || read_ > kMostReadOfCalls) break;
    std::string name = name_at(at);
    auto begin = at + name.size();
    skip_blanks(begin);
    const bool is_named = !name.empty() && peek(begin) == '=' && peek(begin + 1) != '=' && peek(begin + 1) != '>';
    auto here = is_named ? begin + 1 : at;
    auto one = value(here, 0);
    skip_blanks(here);
    if (!one || (peek(here) != ',' && peek(here) != ')')) {
      one.reset();
      here = is_named ? begin + 1 : at;
      skip_expression(here);
    }
    if (is_named)
      call.named[name] = std::move(one);
    else
      call.positional.push_back(std::move(one));
    at = here;
    if (peek(at) != ')' && at < text_.size()) ++at;
  }
  read_ += std::min(at, text_.size()) - opened;
  call.end = std::min(at + 1, text_.size());
  return call;
}

}  // namespace plimsoll
