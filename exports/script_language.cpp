#include "exports/script_language.h"

#include "core/json/json.h"
#include "core/json/number_text.h"
#include "core/utf8.h"
#include "exports/export_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

using Source = Insertion::Source;

constexpr std::size_t kLongestLine = 88;

std::string indented(std::size_t columns) { return "\n" + std::string(columns, ' '); }

bool is_word(std::string_view text) {
  return !text.empty() && (text.front() < '0' || text.front() > '9') &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

}  // namespace

std::string ScriptLanguage::quoted(std::string_view text, char quote) {
  std::string result(1, quote);
  for_each_code_point(text, [&](char32_t point, std::string_view bytes) {
    if (point == static_cast<char32_t>(quote) || point == '\\')
      result.append(1, '\\').append(bytes);
    else if (point == '\n')
      result += "\\n";
    else if (point < 0x20 || point == 0x7F || point == 0x2028 || point == 0x2029)
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(point));
    else
      result += bytes;
  });
  return result + quote;
}

std::string ScriptLanguage::literal(std::string_view text) const { return quoted(text, is_python() ? '"' : '\''); }

std::string ScriptLanguage::row_name(std::size_t feeder) const {
  std::vector<std::string> taken;
  return identifier(draft_.scenario.feeders[feeder].name, taken);
}

std::string ScriptLanguage::constant(std::string_view stem, std::string code) {
  std::size_t same = 0;
  for (const auto& known : constants_) {
    if (known.code == code) return known.name;
    if (known.name.starts_with(stem)) ++same;
  }
  auto name = same == 0 ? std::string(stem) : fmt::format("{}_{}", stem, same + 1);
  constants_.push_back({name, std::move(code)});
  return name;
}

// ---- text ----

std::vector<ScriptLanguage::TextPart> ScriptLanguage::parts_of(std::string_view text) {
  std::vector<TextPart> parts;
  for (const auto& piece : draft_.variables.pieces_of(text)) {
    if (!piece.is_variable) {
      if (!piece.text.empty()) parts.push_back({piece.text, false});
      continue;
    }
    if (is_python()) need("os");
    parts.push_back({is_python() ? fmt::format("os.environ['{}']", piece.text) : "__ENV." + piece.text, true});
  }
  return parts;
}

// Within the quotes of f"" or ``.
std::string ScriptLanguage::in_template(const TextPart& part) const {
  if (part.is_code) return (is_python() ? "{" : "${") + part.text + "}";
  const auto inner = quoted(part.text, is_python() ? '"' : '`');
  std::string result;
  for (std::size_t i = 1; i + 1 < inner.size(); ++i) {
    if (is_python() && (inner[i] == '{' || inner[i] == '}')) result += inner[i];
    if (!is_python() && inner[i] == '$') result += '\\';
    result += inner[i];
  }
  return result;
}

std::string ScriptLanguage::joined(const std::vector<TextPart>& parts) const {
  const auto alone = [&](const TextPart& part) { return part.is_code ? part.text : literal(part.text); };
  if (parts.empty()) return literal("");
  if (parts.size() == 1) return alone(parts[0]);
  // Older Pythons take neither of these within the braces of an f"".
  const bool fits = !is_python() || std::none_of(parts.begin(), parts.end(), [](const TextPart& part) {
    return part.is_code && part.text.find_first_of("\"\\") != std::string::npos;
  });
  std::string result;
  if (!fits) {
    for (const auto& part : parts) result += (result.empty() ? "" : " + ") + alone(part);
    return result;
  }
  for (const auto& part : parts) result += in_template(part);
  return is_python() ? "f\"" + result + "\"" : "`" + result + "`";
}

std::string ScriptLanguage::text(std::string_view text) { return joined(parts_of(text)); }

std::string ScriptLanguage::text(const TemplateText& text) {
  std::vector<TextPart> parts = parts_of(text.literals.front());
  for (std::size_t i = 0; i < text.insertions.size(); ++i) {
    parts.push_back({as_escaped(text.insertions[i]), true});
    for (auto& part : parts_of(text.literals[i + 1])) parts.push_back(std::move(part));
  }
  return joined(parts);
}

// ---- one {{...}} ----

ScriptLanguage::Expression ScriptLanguage::column(const Insertion& insertion) {
  const auto& feeder = draft_.scenario.feeders[insertion.feeder];
  const auto& column = feeder.columns[insertion.column];
  need(fmt::format("row of {}", insertion.feeder));
  std::string code = row_name(insertion.feeder);
  // Of JSON a name with a point in it is a way down.
  std::string_view rest = column.name;
  const bool is_json = !feeder.is_table() && feeder.format != Feeder::Format::files;
  while (!rest.empty()) {
    const auto step = is_json ? rest.substr(0, rest.find('.')) : rest;
    rest.remove_prefix(std::min(step.size() + 1, rest.size()));
    code += !is_python() && is_word(step) ? "." + std::string(step) : fmt::format("[{}]", quoted(step, '\''));
  }
  return {code, is_json ? Kind::any : Kind::text};
}

ScriptLanguage::Expression ScriptLanguage::choice(const Insertion& insertion) {
  bool numbers = true;
  for (const auto& word : insertion.words) numbers = numbers && is_number_text(word);
  std::string list;
  for (const auto& word : insertion.words)
    list += (list.empty() ? "" : ", ") + (numbers                        ? word
                                          : draft_.variables.is_in(word) ? text(word)
                                                                         : quoted(word, '\''));
  need(is_python() ? "random" : "choose");
  return {fmt::format("{}([{}])", is_python() ? "random.choice" : "choose", list), numbers ? Kind::number : Kind::text};
}

ScriptLanguage::Expression ScriptLanguage::needing(std::string_view python, std::string_view javascript,
                                                   Expression expression) {
  const auto name = is_python() ? python : javascript;
  if (!name.empty()) need(std::string(name));
  return expression;
}

ScriptLanguage::Expression ScriptLanguage::drawn(const Insertion& insertion) {
  if (insertion.source == Source::random_choice) return choice(insertion);
  const auto in = [&](std::string_view function, std::string_view format) {
    return Expression{fmt::format(fmt::runtime(format), function, insertion.low, insertion.high), Kind::number};
  };
  if (insertion.source == Source::random_int)
    return needing("random", "randomInt", in(is_python() ? "random.randint" : "randomInt", "{}({:.0f}, {:.0f})"));
  if (insertion.source == Source::random_normal)
    return needing("random", "randomNormal", in(is_python() ? "random.gauss" : "randomNormal", "{}({}, {})"));
  if (insertion.source == Source::unique_int)
    return needing("random", "",
                   {is_python() ? "random.randrange(2**31)" : "Math.floor(Math.random() * 2 ** 31)", Kind::number});
  const auto near_one = is_python() ? "(1 + 1e-6 * random.uniform(-1, 1))" : "(1 + 1e-6 * (2 * Math.random() - 1))";
  return needing("random", "", {fmt::format("{} * {}", insertion.low, near_one), Kind::number});
}

ScriptLanguage::Expression ScriptLanguage::value_of(const Insertion& insertion) {
  switch (insertion.source) {
    case Source::constant:
      return {draft_.variables.is_in(insertion.words.front()) ? text(insertion.words.front())
                                                              : quoted(insertion.words.front(), '\''),
              Kind::text};
    case Source::column:
      return column(insertion);
    case Source::captured:
      return captured_.at(insertion.slot);
    case Source::user:
      return needing("user", "exec", {is_python() ? "self.number" : "exec.vu.idInTest", Kind::number});
    case Source::sequence:
      return needing("seq", "exec", {is_python() ? "seq" : "(exec.scenario.iterationInTest + 1)", Kind::number});
    case Source::uuid:
      return needing("uuid", "", {is_python() ? "str(uuid.uuid4())" : "crypto.randomUUID()", Kind::text});
    case Source::random_int:
    case Source::random_normal:
    case Source::random_choice:
    case Source::unique_int:
    case Source::unique_number:
      return drawn(insertion);
    case Source::now:
      return needing("now", "", {is_python() ? "now()" : "new Date().toISOString()", Kind::text});
    case Source::now_unix:
      return needing("time", "", {is_python() ? "int(time.time())" : "Math.floor(Date.now() / 1000)", Kind::number});
    case Source::now_unix_ms:
      break;
  }
  return needing("time", "", {is_python() ? "int(time.time() * 1000)" : "Date.now()", Kind::number});
}

std::string ScriptLanguage::as_text(const Expression& value) {
  if (value.kind == Kind::text) return value.code;
  if (value.kind == Kind::number) return fmt::format(fmt::runtime(is_python() ? "str({})" : "String({})"), value.code);
  if (is_python()) need("json");
  need("as_text");
  return fmt::format(fmt::runtime(is_python() ? "as_text({})" : "asText({})"), value.code);
}

ScriptLanguage::Expression ScriptLanguage::filtered(Expression value, const TemplateFilter& filter, bool in_json) {
  switch (filter.kind) {
    case TemplateFilter::Kind::json:
      if (in_json) return {value.code, Kind::any};
      if (is_python()) need("json");
      return {fmt::format("{}({})", is_python() ? "json.dumps" : "JSON.stringify", value.code), Kind::text};
    case TemplateFilter::Kind::url:
      if (is_python()) need("quote");
      return {fmt::format(fmt::runtime(is_python() ? "quote({}, safe='')" : "encodeURIComponent({})"), as_text(value)),
              Kind::text};
    case TemplateFilter::Kind::base64:
      need(is_python() ? "base64" : "encoding");
      return {
          fmt::format(fmt::runtime(is_python() ? "base64.b64encode({}.encode()).decode()" : "encoding.b64encode({})"),
                      as_text(value)),
          Kind::text};
    case TemplateFilter::Kind::round:
      break;
  }
  const auto number = is_python() ? "float(" + value.code + ")" : "Number(" + value.code + ")";
  if (is_python())
    return in_json ? Expression{fmt::format("round({}, {})", number, filter.digits), Kind::number}
                   : Expression{fmt::format("format({}, '.{}f')", number, filter.digits), Kind::text};
  const auto fixed = fmt::format("{}.toFixed({})", number, filter.digits);
  return in_json ? Expression{"Number(" + fixed + ")", Kind::number} : Expression{fixed, Kind::text};
}

ScriptLanguage::Expression ScriptLanguage::finished(const Insertion& insertion, bool in_json) {
  auto value = value_of(insertion);
  for (const auto& filter : insertion.filters) value = filtered(std::move(value), filter, in_json);
  // A table has text alone: its numbers are read.
  const bool is_number = in_json && insertion.source == Source::column && insertion.filters.empty() &&
                         draft_.scenario.feeders[insertion.feeder].is_table() &&
                         draft_.scenario.feeders[insertion.feeder].columns[insertion.column].type != CellType::text;
  if (!is_number) return value;
  if (is_python()) need("json");
  return {fmt::format(fmt::runtime(is_python() ? "json.loads({})" : "JSON.parse({})"), value.code), Kind::any};
}

std::string ScriptLanguage::as_escaped(const Insertion& insertion) {
  const auto value = finished(insertion, false);
  switch (insertion.escape) {
    case Escape::path:
    case Escape::query:
      if (is_python()) need("quote");
      return fmt::format(fmt::runtime(is_python() ? "quote({}, safe='')" : "encodeURIComponent({})"), as_text(value));
    case Escape::form:
      if (is_python()) need("quote_plus");
      return fmt::format(fmt::runtime(is_python() ? "quote_plus({})" : "encodeURIComponent({})"), as_text(value));
    case Escape::none:
    case Escape::json_value:
    case Escape::json_text:
    case Escape::url:
    case Escape::header:
      break;
  }
  return as_text(value);
}

// ---- JSON ----

std::optional<std::string> ScriptLanguage::json(const nlohmann::ordered_json& value, const TemplateText* filled) {
  filled_ = filled;
  next_ = 0;
  fits_ = true;
  auto code = json_value(value, 0);
  const bool all = fits_ && (filled == nullptr || next_ == filled->insertions.size());
  filled_ = nullptr;
  return all ? std::optional(std::move(code)) : std::nullopt;
}

// A text that is one {{...}} alone has the value's own type.
std::string ScriptLanguage::json_text(const std::string& whole) {
  if (filled_ == nullptr || !has_template(whole)) return text(whole);
  std::vector<TextPart> parts;
  std::string_view rest = whole;
  while (!rest.empty()) {
    const auto open = std::min(rest.find("{{"), rest.size());
    for (auto& part : parts_of(rest.substr(0, open))) parts.push_back(std::move(part));
    if (open == rest.size()) break;
    const auto end = end_of_insertion(rest, open);
    if (end == std::string_view::npos || next_ >= filled_->insertions.size()) {
      fits_ = false;
      return literal("");
    }
    const auto& insertion = filled_->insertions[next_++];
    if (insertion.escape == Escape::json_value) return finished(insertion, true).code;
    parts.push_back({as_text(finished(insertion, false)), true});
    rest.remove_prefix(end + 2);
  }
  return joined(parts);
}

std::string ScriptLanguage::json_value(const nlohmann::ordered_json& value, std::size_t indent) {
  if (value.is_structured()) return json_list(value, indent);
  if (value.is_string()) return json_text(value.get_ref<const std::string&>());
  if (is_python() && value.is_boolean()) return value.get<bool>() ? "True" : "False";
  if (is_python() && value.is_null()) return "None";
  return to_text(value);
}

// On one line where it fits.
std::string ScriptLanguage::json_list(const nlohmann::ordered_json& value, std::size_t indent) {
  constexpr std::size_t kStep = 4;
  const bool is_object = value.is_object();
  std::vector<std::string> items;
  std::size_t length = indent;
  bool lines = false;
  for (const auto& [key, item] : value.items()) {
    const auto name = !is_object ? "" : !is_python() && is_word(key) ? key + ": " : text(key) + ": ";
    items.push_back(name + json_value(item, indent + kStep));
    length += items.back().size() + 2;
    lines = lines || items.back().find('\n') != std::string::npos;
  }
  const auto open = is_object ? "{" : "[";
  const auto close = is_object ? "}" : "]";
  if (!lines && length <= kLongestLine) {
    const bool spaced = is_object && !is_python() && !items.empty();
    return fmt::format("{0}{1}{2}{1}{3}", open, spaced ? " " : "", fmt::join(items, ", "), close);
  }
  std::string code = open;
  for (const auto& item : items) code += indented(indent + kStep) + item + ",";
  return code + indented(indent) + close;
}

}  // namespace plimsoll
