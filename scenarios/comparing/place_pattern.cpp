#include "scenarios/comparing/place_pattern.h"

#include "scenarios/paths/path_compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <utility>

namespace plimsoll {
namespace {

using Place = std::vector<PlaceSegment>;

bool is_plain_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

bool fits_index(std::int64_t wanted, const PlaceSegment& segment) {
  if (!segment.is_index) return false;
  return wanted >= 0 ? segment.index == static_cast<std::uint64_t>(wanted)
                     : segment.index + static_cast<std::uint64_t>(-wanted) == segment.of;
}

bool fits_slice(const PathSlice& slice, const PlaceSegment& segment) {
  if (!segment.is_index || slice.step == 0) return false;
  const auto length = static_cast<std::int64_t>(segment.of);
  const auto index = static_cast<std::int64_t>(segment.index);
  const auto absolute = [&](std::int64_t at) { return at < 0 ? at + length : at; };
  if (slice.step > 0) {
    const auto first = std::max<std::int64_t>(absolute(slice.first.value_or(0)), 0);
    return index >= first && index < absolute(slice.end.value_or(length)) && (index - first) % slice.step == 0;
  }
  const auto first = std::min(absolute(slice.first.value_or(length - 1)), length - 1);
  const auto end = slice.end ? absolute(*slice.end) : -1;
  return index <= first && index > end && (first - index) % -slice.step == 0;
}

struct FitsSegment {
  const PlaceSegment& segment;

  bool operator()(const PathMember& step) const { return !segment.is_index && segment.name == step.name; }
  bool operator()(const PathElement& step) const { return fits_index(step.index, segment); }
  bool operator()(const PathSlice& step) const { return fits_slice(step, segment); }
  bool operator()(const PathAnyChild&) const { return true; }
  bool operator()(const PathDescendant& step) const { return !segment.is_index && segment.name == step.name; }
  bool operator()(const PathBelow&) const { return false; }
  bool operator()(const PathWhere&) const { return false; }
  bool operator()(const PathUnion& step) const {
    return std::any_of(step.parts.begin(), step.parts.end(), [&](const auto& part) { return std::visit(*this, part); });
  }
};

bool fits(const std::vector<JsonPathStep>& steps, std::size_t step, const Place& place, std::size_t at) {
  for (; step < steps.size(); ++step, ++at) {
    const bool below = std::holds_alternative<PathBelow>(steps[step]);
    if (below || std::holds_alternative<PathDescendant>(steps[step])) {
      for (auto from = at; from <= place.size(); ++from) {
        if (below && fits(steps, step + 1, place, from)) return true;
        if (!below && from < place.size() && std::visit(FitsSegment{place[from]}, steps[step]) &&
            fits(steps, step + 1, place, from + 1))
          return true;
      }
      return false;
    }
    if (at >= place.size() || !std::visit(FitsSegment{place[at]}, steps[step])) return false;
  }
  return at == place.size();
}

// root['a'][0].b[*][**]; nothing, and the column of the trouble, for what is none.
struct RootPathReader {
  std::string_view text;
  std::size_t at = 4;  // behind "root"
  bool has_wildcard = false;
  std::vector<JsonPathStep> steps{};

  bool read() {
    while (at < text.size()) {
      const bool well = text[at] == '[' ? read_brackets() : text[at] == '.' && read_attribute();
      if (!well) return false;
    }
    return true;
  }

 private:
  bool take(std::string_view piece) {
    if (text.substr(at, piece.size()) != piece) return false;
    at += piece.size();
    return true;
  }

  void add_wildcard(bool any_depth) {
    has_wildcard = true;
    if (any_depth)
      steps.emplace_back(PathBelow{});
    else
      steps.emplace_back(PathAnyChild{});
  }

  bool read_brackets() {
    if (take("[**]")) {
      add_wildcard(true);
      return true;
    }
    if (take("[*]")) {
      add_wildcard(false);
      return true;
    }
    ++at;
    const char quote = at < text.size() ? text[at] : '\0';
    if (quote == '\'' || quote == '"') {
      const auto end = text.find(std::string{quote, ']'}, at + 1);
      if (end == std::string_view::npos) return false;
      steps.emplace_back(PathMember{std::string(text.substr(at + 1, end - at - 1))});
      at = end + 2;
      return true;
    }
    std::int64_t index = 0;
    const auto begin = at;
    for (; at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0 && at - begin < 18; ++at)
      index = index * 10 + (text[at] - '0');
    if (at == begin || !take("]")) return false;
    steps.emplace_back(PathElement{index});
    return true;
  }

  bool read_attribute() {
    ++at;
    const auto end = std::min(text.find_first_of(".[", at), text.size());
    const auto name = text.substr(at, end - at);
    if (name.empty()) return false;
    at = end;
    if (name == "*" || name == "**")
      add_wildcard(name.size() == 2);
    else
      steps.emplace_back(PathMember{std::string(name)});
    return true;
  }
};

std::string regex_of_glob(std::string_view glob) {
  std::string regex = "^";
  for (std::size_t i = 0; i < glob.size(); ++i) {
    const char c = glob[i];
    if (c == '*' && i + 1 < glob.size() && glob[i + 1] == '*') {
      regex += ".*";
      ++i;
    } else if (c == '*') {
      regex += "[^.\\[]*";
    } else if (c == '?') {
      regex += "[^.\\[]";
    } else {
      if (std::string_view(R"(\^$.|+()[]{}/)").find(c) != std::string_view::npos) regex += '\\';
      regex += c;
    }
  }
  return regex + "$";
}

}  // namespace

std::string path_text(const Place& place) {
  std::string text = "$";
  for (const auto& segment : place) {
    if (segment.is_index)
      text += fmt::format("[{}]", segment.index);
    else if (is_plain_name(segment.name))
      text.append(".").append(segment.name);
    else
      text.append("['").append(segment.name).append("']");
  }
  return text;
}

std::string deepdiff_path_text(const Place& place, bool quoted_by_content) {
  std::string text = "root";
  for (const auto& segment : place) {
    if (segment.is_index) {
      text += fmt::format("[{}]", segment.index);
    } else {
      const char quote = quoted_by_content && segment.name.find('\'') != std::string_view::npos ? '"' : '\'';
      text.append("[").append(1, quote).append(segment.name).append(1, quote).append("]");
    }
  }
  return text;
}

Result<PlacePattern> PlacePattern::compile(std::string_view text) {
  PlacePattern pattern;
  pattern.text_ = text;
  if (text.starts_with("root") && (text.size() == 4 || text[4] == '[' || text[4] == '.')) {
    RootPathReader reader{text};
    if (!reader.read())
      return invalid(
          fmt::format("expected ['name'], [0], [*] or .name at column {} of the path \"{}\"", reader.at + 1, text));
    pattern.exact_deepdiff_ = !reader.has_wildcard;
    pattern.steps_ = std::move(reader.steps);
    return pattern;
  }
  auto steps = compile_path(text);
  if (steps.has_error()) return steps.error();
  pattern.of_values_ = std::any_of(steps->begin(), steps->end(),
                                   [](const JsonPathStep& step) { return std::holds_alternative<PathWhere>(step); });
  pattern.steps_ = std::move(*steps);
  return pattern;
}

Result<PlacePattern> PlacePattern::compile_glob(std::string_view text) {
  if (!text.starts_with('$') && !text.starts_with("root") && !text.starts_with('*'))
    return invalid(fmt::format(R"(a glob of places starts with "$", "root" or "*": write "$.{}")", text));
  auto pattern = compile_regex(regex_of_glob(text));
  if (pattern) {
    pattern->text_ = text;
    pattern->is_glob_ = true;
  }
  return pattern;
}

Result<PlacePattern> PlacePattern::compile_regex(std::string_view text) {
  auto regex = Pattern::compile(std::string(text));
  if (regex.has_error())
    return invalid(fmt::format("\"{}\" is not a regular expression: {}", text, regex.error().message));
  PlacePattern pattern;
  pattern.text_ = text;
  pattern.regex_ = std::make_shared<const Pattern>(std::move(*regex));
  return pattern;
}

bool PlacePattern::matches(const Place& place) const {
  if (regex_ || of_values_) return false;
  // Most places are told apart by the last step.
  if (!steps_.empty() && !std::holds_alternative<PathBelow>(steps_.back()) &&
      (place.empty() || !std::visit(FitsSegment{place.back()}, steps_.back())))
    return false;
  return fits(steps_, 0, place, 0);
}

bool PlacePattern::matches(std::string_view path) const {
  return regex_ && regex_->search(path) == Pattern::Search::found;
}

}  // namespace plimsoll
