#include "cli/sweeps/run_of.h"

#include "cli/options/run_option_rows.h"
#include "conduct/run_facts.h"

#include <algorithm>

namespace plimsoll {
namespace {

const OptionRow* row_named(const std::vector<OptionRow>& rows, std::string_view name) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const OptionRow& row) { return row.name() == name; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

std::vector<OptionRow> rows_of_run(const std::vector<OptionRow>& own, const std::vector<std::string_view>& without) {
  std::vector<OptionRow> rows;
  for (const auto& row : run_option_rows()) {
    if (row.stands_alone()) {
      rows.push_back(row);
      rows.insert(rows.end(), own.begin(), own.end());
      continue;
    }
    const bool is_out = std::find(without.begin(), without.end(), row.name()) != without.end();
    if (!is_out && row_named(own, row.name()) == nullptr) rows.push_back(row);
  }
  return rows;
}

// An option that has a row in both and the same variable is the run's; the command's own are others of that name.
GivenOptions run_options_of(const GivenOptions& given, const std::vector<OptionRow>& rows,
                            const std::vector<std::pair<std::string, std::string>>& fixed) {
  GivenOptions run(run_option_rows());
  for (const auto& row : run_option_rows()) {
    const auto* same = row_named(rows, row.name());
    if (same == nullptr || same->variable != row.variable || same->help != row.help || !given.has(row.name())) continue;
    run.give(row.name(), given.list(row.name()), given.place(row.name()) != row.name());
  }
  for (const auto& [name, value] : fixed) run.give(name, {value}, false);
  return run;
}

void name_command(const GivenOptions& given, std::string_view command, const GivenOptions& run, Scenario& scenario) {
  auto& text = scenario.source_text;
  constexpr std::string_view kComment = "# ";
  const bool is_comment = text.starts_with(kComment);
  // As `run` writes it, so that its end is known where a value has several lines.
  const auto written = [&](const GivenOptions& options, std::string_view name) {
    const auto line = options.command_line(name, [&](auto value) { return without_secrets(value, scenario); });
    std::string shown;
    for (const char c : line) shown += is_comment && c == '\n' ? std::string("\n# ") : std::string(1, c);
    return (is_comment ? std::string(kComment) : std::string()) + shown;
  };
  const auto before = written(run, "run");
  if (text.starts_with(before)) text.replace(0, before.size(), written(given, command));
}

}  // namespace plimsoll
