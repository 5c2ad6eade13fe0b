#include "cli/answers/comparison_options.h"
#include "cli/answers/json_input.h"
#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/options/option_reader.h"
#include "cli/terminal_style.h"
#include "core/exit_codes.h"
#include "core/say.h"
#include "engine/differences/difference_text.h"
#include "engine/differences/json_comparison.h"
#include "reports/words/text.h"
#include "scenarios/fields/value_type.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kMostInText = 100;
constexpr std::size_t kMostAtAll = 1'000'000;
constexpr std::size_t kLongestJunit = 64UL << 10;

// "3 differences: 2 values_changed, 1 type_changes"
std::string summary_of(const std::vector<Difference>& differences, bool are_all) {
  std::map<DifferenceKind, std::size_t> counts;
  for (const auto& one : differences) ++counts[one.kind];
  std::string text = fmt::format("{}{} difference{}: ", are_all ? "" : "more than ", differences.size(),
                                 differences.size() == 1 ? "" : "s");
  std::string_view between;
  for (const auto& [kind, count] : counts) {
    text += fmt::format("{}{} {}", between, count, name_of(kind));
    between = ", ";
  }
  return text;
}

struct Compared {
  const std::vector<Difference>& differences;
  const JsonTree& expected;
  const JsonTree& actual;
  std::string names;  // "expected.json and actual.json"
  bool are_all;       // there are no more than these
};

void print_text(const Compared& compared) {
  if (compared.differences.empty()) return say("{} are alike\n", compared.names);
  const bool coloured = terminal_style(STDOUT_FILENO).color;
  for (const auto& one : compared.differences)
    std::fputs(difference_lines(one, compared.expected, compared.actual, coloured).c_str(), stdout);
  say("\n{}\n", summary_of(compared.differences, compared.are_all));
}

void print_junit(const Compared& compared) {
  const bool failed = !compared.differences.empty();
  say("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"plimsoll diff\" tests=\"1\" failures=\"{}\">\n",
      failed ? 1 : 0);
  say(R"(  <testcase classname="plimsoll.diff" name="{} are alike")", escape_xml(compared.names));
  if (!failed) return say("/>\n</testsuite>\n");
  std::string lines;
  for (const auto& one : compared.differences) {
    lines += difference_lines(one, compared.expected, compared.actual, false);
    if (lines.size() < kLongestJunit) continue;
    lines += "...\n";
    break;
  }
  say(">\n    <failure message=\"{}\">{}</failure>\n  </testcase>\n</testsuite>\n",
      escape_xml(summary_of(compared.differences, compared.are_all)), escape_xml(lines));
}

using Print = void (*)(const Compared&);
constexpr std::array<std::pair<std::string_view, Print>, 4> kFormats = {{
    {"text", print_text},
    {"json", [](const Compared& one) { say("{}\n", differences_json(one.differences, one.expected, one.actual)); }},
    {"junit", print_junit},
    {"deepdiff", [](const Compared& one) { say("{}\n", deepdiff_json(one.differences, one.expected, one.actual)); }},
}};

std::vector<std::string_view> format_names() {
  std::vector<std::string_view> names;
  names.reserve(kFormats.size());
  for (const auto& [name, print] : kFormats) names.push_back(name);
  return names;
}

void warn(const JsonInput& input, const JsonTree& tree) {
  const auto& hidden = tree.hidden();
  if (hidden.empty()) return;
  std::vector<std::string> names;
  for (const auto id : hidden)
    if (names.size() < 3) names.push_back(fmt::format("\"{}\"", one_line(tree[id].name.substr(0, 40))));
  say(stderr, "plimsoll: {}: {} name{} more than once in an object, {}; the last counts\n", input.name, hidden.size(),
      hidden.size() == 1 ? " is there" : "s are there", fmt::join(names, ", "));
}

int carry_out_diff(const GivenOptions& given) {
  std::vector<Finding> problems;
  OptionReader read(given, problems);
  const auto rules = read_comparison_rules(given, read);
  std::string format = "text";
  read.set("--format", format, word_type(format_names()));
  std::uint64_t most = format == "text" ? kMostInText : kMostAtAll;
  read.set("--most", most, count_type(1, kMostAtAll));
  if (*given.text("EXPECTED") == "-" && *given.text("ACTUAL") == "-")
    problems.push_back({"", "", "standard input can be one of EXPECTED and ACTUAL, not both", true});
  if (!problems.empty()) return fail(problems, ErrorKind::usage);
  const auto comparison = JsonComparison::make(rules);
  if (comparison.has_error()) return fail(Error{ErrorKind::usage, comparison.error().message});

  const auto expected = read_json_input(*given.text("EXPECTED"));
  if (expected.has_error()) return fail(expected.error());
  const auto actual = read_json_input(*given.text("ACTUAL"));
  if (actual.has_error()) return fail(actual.error());
  JsonTree one;
  JsonTree other;
  if (auto done = parse_json_input(*expected, one); done.has_error()) return fail(done.error());
  if (auto done = parse_json_input(*actual, other); done.has_error()) return fail(done.error());
  warn(*expected, one);
  warn(*actual, other);
  const JsonComparison::Side sides[] = {{one, expected->text},
                                        {other, actual->text}};  // NOLINT(modernize-avoid-c-arrays)
  for (const auto& pattern : comparison->patterns_without_place(sides[0], sides[1]))
    say(stderr, "plimsoll: \"{}\" is no place of either side: {}\n", one_line(pattern.pattern),
        one_line(advice_on(pattern)));
  auto differences = comparison->differences(sides[0], sides[1], most + 1);
  const bool are_all = differences.size() <= most;
  if (!are_all) differences.resize(most);
  for (const auto& [name, print] : kFormats)
    if (name == format)
      print({differences, one, other, fmt::format("{} and {}", expected->name, actual->name), are_all});
  return differences.empty() ? 0 : 1;
}

}  // namespace

Command diff_command() {
  auto options = std::vector<OptionRow>{
      {"EXPECTED", "", "A file of JSON, or - for standard input"},
      {"ACTUAL", "", "The same"},
  };
  for (const auto& row : comparison_options()) options.push_back(row);
  options.push_back({"--format", "", "text, json, junit or deepdiff (text)", "Output"});
  options.push_back({"--most", "", "Differences told at most (100 in text)", "Output"});
  return {"diff", "Compare two JSON values as body_like does; exit 0 alike, 1 different", std::move(options),
          "Example:\n  plimsoll diff expected.json actual.json --significant-digits 3 --ignore '$..request_id'",
          carry_out_diff};
}

}  // namespace plimsoll
