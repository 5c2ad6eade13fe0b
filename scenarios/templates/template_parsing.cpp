#include "scenarios/templates/template_parsing.h"

#include "core/json/json.h"
#include "core/json/number_text.h"
#include "core/nearest_name.h"
#include "core/text.h"
#include "scenarios/bodies/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";
// Beyond this a whole number is not exact any more.
constexpr double kLargestWhole = 9007199254740992.0;

using From = Insertion::Source;

struct Word {
  std::string text;
  bool quoted = false;
};

Error wrong(std::string_view expression, const std::string& what) {
  return {ErrorKind::invalid, fmt::format("{{{{{}}}}}: {}", trimmed(expression), what)};
}

// What lies between | and |, as words: blanks part them, quotes keep them together.
Result<std::vector<std::vector<Word>>> words_of(std::string_view expression) {
  std::vector<std::vector<Word>> stages(1);
  for (std::size_t i = 0; i < expression.size();) {
    const char c = expression[i];
    if (c == ' ' || c == '\t') {
      ++i;
    } else if (c == '|') {
      stages.emplace_back();
      ++i;
    } else if (c == '"' || c == '\'') {
      const auto end = expression.find(c, i + 1);
      if (end == std::string_view::npos) return wrong(expression, fmt::format("the closing {} is missing", c));
      stages.back().push_back({std::string(expression.substr(i + 1, end - i - 1)), true});
      i = end + 1;
    } else {
      std::string text;
      while (i < expression.size() && expression.find_first_of(" \t|", i) != i) {
        const char next = expression[i++];
        const bool is_quote = (next == '"' || next == '\'') && text.ends_with('.');  // row.'sepal length (cm)'
        if (!is_quote) {
          text += next;
          continue;
        }
        const auto end = expression.find(next, i);
        if (end == std::string_view::npos) return wrong(expression, fmt::format("the closing {} is missing", next));
        text += expression.substr(i, end - i);
        i = end + 1;
      }
      stages.back().push_back({std::move(text), false});
    }
  }
  return stages;
}

// Compiles one {{...}}.
class Expression {
 public:
  Expression(std::string_view text, Escape escape, TemplateNames& names) : text_(text), names_(names) {
    insertion_.escape = escape;
  }

  Result<Insertion> compile() {
    auto stages = words_of(text_);
    if (stages.has_error()) return stages.error();
    for (const auto& stage : *stages)
      if (stage.empty()) return wrong(text_, stages->size() == 1 ? "names nothing" : "nothing stands beside a |");
    const auto set = set_source((*stages)[0]);
    if (set.has_error()) return set.error();
    for (std::size_t i = 1; i < stages->size(); ++i) {
      const auto added = add_filter((*stages)[i]);
      if (added.has_error()) return added.error();
    }
    return std::move(insertion_);
  }

 private:
  Result<> set_source(const std::vector<Word>& words) {
    const auto& first = words[0];
    if (first.quoted) {
      insertion_.words = {first.text};
      return without_arguments(words);
    }
    constexpr std::array kPlain = {std::pair{"user", From::user}, std::pair{"seq", From::sequence},
                                   std::pair{"uuid", From::uuid}};
    for (const auto& [name, source] : kPlain) {
      if (first.text != name) continue;
      insertion_.source = source;
      return without_arguments(words);
    }
    if (first.text == "now") return set_now(words);
    if (first.text == "base64") return set_file(words);
    if (first.text == "unique") return set_unique(words);
    if (first.text == "random.int" || first.text == "random.normal") return set_random(words);
    if (first.text == "random.choice") return set_choice(words);
    const auto dot = first.text.find('.');
    if (dot == std::string::npos) return set_captured(words);
    if (words.size() > 1) return with_blanks(words);
    if (first.text.substr(0, dot) == "env") return set_environment(first.text.substr(dot + 1));
    return set_column(first.text.substr(0, dot), first.text.substr(dot + 1));
  }

  Result<> without_arguments(const std::vector<Word>& words) {
    if (words.size() == 1) return {};
    return wrong(text_, fmt::format(R"({} takes nothing behind it, got "{}")", words[0].text, words[1].text));
  }

  // Columns may be called anything.
  Result<> with_blanks(const std::vector<Word>& words) {
    const auto dot = words[0].text.find('.') + 1;
    auto name = words[0].text.substr(dot);
    for (std::size_t i = 1; i < words.size(); ++i) name += " " + words[i].text;
    return wrong(text_, fmt::format(R"({} takes nothing behind it, got "{}"; a name with blanks is quoted: {}'{}')",
                                    words[0].text, words[1].text, words[0].text.substr(0, dot), name));
  }

  Result<> unknown(std::string_view name) {
    std::vector<std::string> texts = {"user",       "seq",           "uuid",          "now",      "base64",
                                      "random.int", "random.normal", "random.choice", "env.NAME", "unique"};
    texts.insert(texts.end(), names_.captured.begin(), names_.captured.end());
    for (const auto& feeder : names_.feeders) texts.push_back(feeder.name + ".COLUMN");
    const std::vector<std::string_view> known(texts.begin(), texts.end());
    return wrong(text_, fmt::format("unknown name \"{}\"{}{}", name, name_advice(name, known),
                                    R"(; text that is meant as it stands is {{"..."}})"));
  }

  // Whether it is there by then is for those to say who know the order.
  Result<> set_captured(const std::vector<Word>& words) {
    const auto found = std::find(names_.captured.begin(), names_.captured.end(), words[0].text);
    if (found == names_.captured.end()) return unknown(words[0].text);
    insertion_.source = From::captured;
    insertion_.slot = static_cast<std::size_t>(found - names_.captured.begin());
    return without_arguments(words);
  }

  Result<> set_column(const std::string& feeder, const std::string& column) {
    const auto found = std::find_if(names_.feeders.begin(), names_.feeders.end(),
                                    [&](const FeederNames& known) { return known.name == feeder; });
    if (found == names_.feeders.end()) {
      if (names_.feeders.empty())
        return wrong(text_,
                     fmt::format(R"(there is no feeder "{}": name one, feeders: {{{}: "data.csv"}})", feeder, feeder));
      return unknown(feeder + "." + column);
    }
    // Of one that could not be read nobody knows, and that is told already.
    const bool is_known = std::find(found->known.begin(), found->known.end(), column) != found->known.end();
    if (!is_known && !found->known.empty()) {
      const std::vector<std::string_view> known(found->known.begin(), found->known.end());
      return wrong(text_, fmt::format("{} has no column \"{}\"{}", feeder, column, name_advice(column, known)));
    }
    auto used = std::find(found->used.begin(), found->used.end(), column);
    if (used == found->used.end()) used = found->used.insert(used, column);
    insertion_.source = From::column;
    insertion_.feeder = static_cast<std::size_t>(found - names_.feeders.begin());
    insertion_.column = static_cast<std::size_t>(used - found->used.begin());
    return {};
  }

  Result<> set_environment(const std::string& name) {
    auto value = names_.read_environment(name);
    if (value.has_error()) return wrong(text_, value.error().message);
    insertion_.words = {*std::move(value)};
    return {};
  }

  Result<> set_file(const std::vector<Word>& words) {
    if (words.size() != 2) return wrong(text_, "expected one file: base64 image.jpg");
    auto content = names_.read_file(words[1].text);
    if (content.has_error()) return wrong(text_, content.error().message);
    insertion_.words = {to_base64(*content)};
    return {};
  }

  Result<> set_now(const std::vector<Word>& words) {
    insertion_.source = From::now;
    if (words.size() == 1) return {};
    if (words.size() == 2 && words[1].text == "unix")
      insertion_.source = From::now_unix;
    else if (words.size() == 2 && words[1].text == "unix_ms")
      insertion_.source = From::now_unix_ms;
    else
      return wrong(text_, "expected now, now unix or now unix_ms");
    return {};
  }

  Result<> set_unique(const std::vector<Word>& words) {
    insertion_.source = From::unique_int;
    if (words.size() == 1) return {};
    const auto value = words.size() == 2 ? number_of_text(words[1].text) : std::nullopt;
    if (!value || *value == 0) return wrong(text_, "expected nothing behind it, or a number other than 0: unique 5.1");
    insertion_.source = From::unique_number;
    insertion_.low = *value;
    return {};
  }

  Result<> set_random(const std::vector<Word>& words) {
    const bool whole = words[0].text == "random.int";
    const auto low = words.size() == 3 ? number_of_text(words[1].text) : std::nullopt;
    const auto high = words.size() == 3 ? number_of_text(words[2].text) : std::nullopt;
    if (!low || !high)
      return wrong(text_, whole ? "expected two whole numbers: random.int 1 100"
                                : "expected a mean and a standard deviation: random.normal 0 1");
    if (whole && (std::trunc(*low) != *low || std::trunc(*high) != *high || std::abs(*low) > kLargestWhole ||
                  std::abs(*high) > kLargestWhole))
      return wrong(text_, "expected two whole numbers of at most 2^53: random.int 1 100");
    if (whole && *low > *high)
      return wrong(
          text_, fmt::format("the lower end is above the upper: write random.int {} {}", words[2].text, words[1].text));
    if (!whole && *high < 0) return wrong(text_, "expected a standard deviation from 0");
    insertion_.source = whole ? From::random_int : From::random_normal;
    insertion_.low = *low;
    insertion_.high = *high;
    return {};
  }

  Result<> set_choice(const std::vector<Word>& words) {
    if (words.size() < 2) return wrong(text_, "expected what to choose from: random.choice red green");
    insertion_.source = From::random_choice;
    for (std::size_t i = 1; i < words.size(); ++i) insertion_.words.push_back(words[i].text);
    return {};
  }

  Result<> add_filter(const std::vector<Word>& words) {
    using Kind = TemplateFilter::Kind;
    constexpr std::array kKinds = {std::pair{"json", Kind::json}, std::pair{"url", Kind::url},
                                   std::pair{"base64", Kind::base64}};
    for (const auto& [name, kind] : kKinds) {
      if (words[0].text != name) continue;
      insertion_.filters.push_back({kind, 0});
      return without_arguments(words);
    }
    if (words[0].text != "round") {
      constexpr std::array<std::string_view, 4> kNames = {"json", "url", "base64", "round"};
      return wrong(text_, fmt::format("unknown filter \"{}\"{}", words[0].text, name_advice(words[0].text, kNames)));
    }
    constexpr double kMostDigits = 15;
    const auto digits = words.size() == 2 ? number_of_text(words[1].text) : std::nullopt;
    if (!digits || std::trunc(*digits) != *digits || *digits < 0 || *digits > kMostDigits)
      return wrong(text_, "expected the digits behind the point, 0 to 15: round 2");
    insertion_.filters.push_back({Kind::round, static_cast<int>(*digits)});
    return {};
  }

  std::string_view text_;
  TemplateNames& names_;
  Insertion insertion_;
};

void append(TemplateText& to, TemplateText more) {
  to.literals.back() += more.literals.front();
  to.literals.insert(to.literals.end(), std::make_move_iterator(more.literals.begin() + 1),
                     std::make_move_iterator(more.literals.end()));
  to.insertions.insert(to.insertions.end(), std::make_move_iterator(more.insertions.begin()),
                       std::make_move_iterator(more.insertions.end()));
}

// The string that begins there, quotes included.
std::string_view string_token(std::string_view json, std::size_t at) {
  std::size_t end = at + 1;
  while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
  return json.substr(at, end + 1 - at);
}

bool is_key(std::string_view behind) {
  const auto next = behind.find_first_not_of(" \t\r\n");
  return next != std::string_view::npos && behind[next] == ':';
}

Result<TemplateText> parse_json_string(std::string_view token, TemplateNames& names) {
  const std::string text = parse_json(token).get<std::string>();
  const bool alone = text.starts_with(kOpen) && end_of_insertion(text, 0) == text.size() - kClose.size();
  if (alone) return parse_template(text, Escape::json_value, names);
  auto part = parse_template(text, Escape::json_text, names);
  if (part.has_error()) return part.error();
  for (auto& literal : part->literals) {
    const auto quoted = to_text(nlohmann::json(literal));
    literal = quoted.substr(1, quoted.size() - 2);
  }
  part->literals.front().insert(0, 1, '"');
  part->literals.back() += '"';
  return part;
}

}  // namespace

Result<TemplateText> parse_template(std::string_view text, Escape escape, TemplateNames& names) {
  TemplateText result;
  while (!text.empty()) {
    const auto open = text.find(kOpen);
    result.literals.back() += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto end = end_of_insertion(text, open);
    if (end == std::string_view::npos)
      return Error{ErrorKind::invalid,
                   fmt::format(R"({}: the closing }}}} is missing; text that is meant as it stands is {{{{"{{{{"}}}})",
                               text.substr(open, 30))};
    auto insertion = Expression(text.substr(open + kOpen.size(), end - open - kOpen.size()), escape, names).compile();
    if (insertion.has_error()) return insertion.error();
    const bool constant = insertion->source == From::constant && insertion->filters.empty() && escape == Escape::none;
    if (constant) {
      result.literals.back() += insertion->words.front();
    } else {
      result.insertions.push_back(*std::move(insertion));
      result.literals.emplace_back();
    }
    text.remove_prefix(end + kClose.size());
  }
  return result;
}

Result<TemplateText> parse_json_template(std::string_view json, TemplateNames& names) {
  TemplateText result;
  for (std::size_t at = 0; at < json.size();) {
    const auto quote = std::min(json.find('"', at), json.size());
    result.literals.back() += json.substr(at, quote - at);
    if (quote == json.size()) break;
    const auto token = string_token(json, quote);
    at = quote + token.size();
    if (!has_template(token) || is_key(json.substr(std::min(at, json.size())))) {
      result.literals.back() += token;
      continue;
    }
    auto part = parse_json_string(token, names);
    if (part.has_error()) return part.error();
    append(result, *std::move(part));
  }
  return result;
}

}  // namespace plimsoll
