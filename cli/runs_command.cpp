#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/options/option_reader.h"
#include "cli/options/option_values.h"
#include "cli/stored_record.h"
#include "cli/terminal_style.h"
#include "core/exit_codes.h"
#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "core/say.h"
#include "core/units.h"
#include "record/run_record_json.h"
#include "reports/console.h"
#include "reports/terminal_table.h"
#include "reports/words/text.h"
#include "store/run_store.h"
#include "store/run_store_writer.h"
#include "store/stored_run_json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>

namespace plimsoll {
namespace {

const OptionRow kRun{"RUN", "", "An id, a unique beginning of one, latest, or \"latest of NAME\""};
using Use = StoreVerb<RunStore>;

std::function<int(const GivenOptions&)> with_runs(Database::Access access, Use use) {
  return with_store<RunStore>([access](const auto& path) { return RunStore::open(path, access); }, std::move(use));
}

// Of the run that is meant.
Use of_run(std::function<Result<void>(RunStore&, const StoredRun&, const GivenOptions&)> use) {
  return [use = std::move(use)](RunStore& store, const GivenOptions& given) -> Result<void> {
    const auto run = store.find(*given.text("RUN"));
    if (run.has_error()) return run.error();
    return use(store, *run, given);
  };
}

Paint paint_of(const StoredRun& run) {
  if (run.state != RunState::ended) return Paint::yellow;
  return run.outcome == RunOutcome::pass ? Paint::green : Paint::red;
}

std::string how_it_ended(const StoredRun& run) {
  return std::string(run.outcome ? to_string(*run.outcome) : to_string(run.state));
}

void print_table(const std::vector<StoredRun>& runs) {
  using Side = TerminalColumn::Side;
  const bool with_streams = std::any_of(runs.begin(), runs.end(), [](const StoredRun& run) {
    return run.parts && (run.parts->ttft_p95_ms || run.parts->tokens_per_second);
  });
  constexpr std::size_t kLeastName = 24;  // "chat with tools at 8 users"
  TerminalTable table{{{"run", Side::left},
                       {"name", Side::left},
                       {"began", Side::left, 4},
                       {"for", Side::right, 1},
                       {"requests", Side::right, 3},
                       {"failures", Side::right, 2},
                       {"p95", Side::right, 1},
                       {"", Side::left},
                       {"tags", Side::left, 5}},
                      {},
                      1,
                      kLeastName};
  constexpr std::ptrdiff_t kBehindP95 = 7;
  if (with_streams)
    table.columns.insert(table.columns.begin() + kBehindP95,
                         {{"ttft p95", Side::right, 2}, {"tokens/s", Side::right, 2}});
  for (const auto& run : runs) {
    table.rows.push_back({{run.id},
                          {one_line(run.name)},
                          {run.started_at.substr(0, 16)},
                          {seconds_text(run.duration_s)},
                          {format_count(run.requests)},
                          {format_count(run.failures)},
                          {milliseconds_text(run.p95_ms)},
                          {how_it_ended(run), paint_of(run)},
                          {one_line(fmt::format("{}{}", fmt::join(run.tags, " "), run.kept ? " (kept)" : ""))}});
    if (!with_streams) continue;
    const auto parts = run.parts.value_or(RecordParts());
    auto& cells = table.rows.back();
    cells.insert(cells.begin() + kBehindP95, {{milliseconds_text(parts.ttft_p95_ms)},
                                              {parts.tokens_per_second ? rate_text(*parts.tokens_per_second) : "-"}});
  }
  say("{}", laid_out(std::move(table), terminal_style(STDOUT_FILENO)));
}

Result<void> list_runs(RunStore& store, const GivenOptions& given) {
  RunFilter filter;
  filter.name = given.text("--name");
  filter.tag = given.text("--tag");
  std::vector<Finding> problems;
  OptionReader read(given, problems);
  read.set("--last", filter.most, count_type(1, 100'000));
  if (!problems.empty()) return Error{ErrorKind::usage, problems.front().message};
  const auto runs = store.list(filter);
  if (runs.has_error()) return runs.error();
  if (given.has("--json")) {
    for (const auto& run : *runs) say("{}\n", to_text(stored_run_json(run)));
    return {};
  }
  if (runs->empty()) say("no run{} in {}\n", filter.name || filter.tag ? " like this" : "", store.database().where());
  if (!runs->empty()) print_table(*runs);
  return {};
}

Result<void> show_run(RunStore& store, const StoredRun& run, const GivenOptions&) {
  const auto record = store.record_of(run.id);
  if (record.has_error()) return record.error();
  say("{}  {}{}{}\n", run.id, to_string(run.state), run.tags.empty() ? "" : "  ", fmt::join(run.tags, " "));
  std::fflush(stdout);
  write_console(*record, terminal_style(STDOUT_FILENO), std::cout);
  return {};
}

Result<void> tag_run(RunStore& store, const StoredRun& run, const GivenOptions& given) {
  for (const auto& tag : given.list("TAG")) {
    const bool goes = tag.starts_with('-');
    const auto name = goes ? tag.substr(1) : tag;
    if (name.empty() || name != one_line(name) || name.find(' ') != std::string::npos)
      return Error{ErrorKind::usage, fmt::format("TAG: expected one word, got \"{}\"", one_line(tag))};
    const auto done = goes ? store.remove_tag(run.id, name) : store.add_tag(run.id, name);
    if (done.has_error()) return done.error();
  }
  return {};
}

Result<void> note_run(RunStore& store, const StoredRun& run, const GivenOptions& given) {
  return store.set_note(run.id, one_line(*given.text("NOTE")));
}

Result<void> keep_run(RunStore& store, const StoredRun& run, const GivenOptions& given) {
  return store.set_kept(run.id, !given.has("--no"));
}

Result<void> prune_runs(RunStore& store, const GivenOptions& given) {
  std::size_t of_each_name = 100;
  std::vector<Finding> problems;
  OptionReader read(given, problems);
  read.set("--keep", of_each_name, count_type(0, 1'000'000));
  if (!problems.empty()) return Error{ErrorKind::usage, problems.front().message};
  const auto gone = store.prune(of_each_name);
  if (gone.has_error()) return gone.error();
  say("{} removed\n", plural(*gone, "run"));
  return {};
}

Result<void> export_run(RunStore& store, const StoredRun& run, const GivenOptions& given) {
  const auto record = store.record_of(run.id);
  if (record.has_error()) return record.error();
  const auto to = given.text("--to");
  if (!to) {
    write_json(*record, std::cout);
    return {};
  }
  std::ofstream out(*to, std::ios::binary);
  if (out) write_json(*record, out);
  out.close();
  if (!out) return Error{ErrorKind::usage, fmt::format("--to: {}: cannot be written", *to)};
  return {};
}

int import_run(const GivenOptions& given) {
  const auto file = *given.text("FILE");
  const auto record = record_meant(file, std::nullopt);
  if (record.has_error()) return fail(record.error());
  const auto path = store_path(given.text("--store"));
  if (path.has_error()) return fail(path.error());
  auto writer = RunStoreWriter::begin(*path, *record, {}, RunStoreWriter::Id::again);
  if (writer.has_error()) return fail(writer.error());
  const auto stored = (*writer)->end(*record, "");
  if (stored.has_error()) return fail(stored.error());
  say("{}\n", record->id);
  return 0;
}

}  // namespace

Command runs_command() {
  using enum Database::Access;
  return {"runs",
          "The runs that this machine has stored: list, show, tag, note, keep, prune, export, import",
          {},
          "Example:\n  plimsoll runs list --name soak\n  plimsoll runs show latest",
          {},
          {{"list",
            "The newest first",
            {{"--name", "", "Only of this scenario"},
             {"--tag", "", "Only with this tag"},
             {"--last", "", "So many", "Options", OptionForm::text, "50"},
             {"--json", "", "A JSON object a line", "Options", OptionForm::flag},
             kStoreOption},
            "",
            with_runs(read, list_runs)},
           {"show", "What a run came to", {kRun, kStoreOption}, "", with_runs(read, of_run(show_run))},
           {"tag",
            "Give a run tags; -TAG behind -- takes one away",
            {kRun, {"TAG", "", "A word", "Options", OptionForm::list}, kStoreOption},
            "Example:\n  plimsoll runs tag latest baseline",
            with_runs(write, of_run(tag_run))},
           {"note",
            "Say something about a run, in one line",
            {kRun, {"NOTE", "", "\"\" takes it away"}, kStoreOption},
            "",
            with_runs(write, of_run(note_run))},
           {"keep",
            "Never prune a run",
            {kRun, {"--no", "", "It may be pruned again", "Options", OptionForm::flag}, kStoreOption},
            "",
            with_runs(write, of_run(keep_run))},
           {"prune",
            "Remove old runs, but none that is kept, tagged or goes on",
            {{"--keep", "", "So many of each scenario stay", "Options", OptionForm::text, "100"}, kStoreOption},
            "",
            with_runs(write, prune_runs)},
           {"export",
            "A run's record as run.json",
            {kRun, {"--to", "", "A file (standard output)"}, kStoreOption},
            "",
            with_runs(read, of_run(export_run))},
           {"import",
            "Put a run.json or a folder of results into the store",
            {{"FILE", "", "Of a run"}, kStoreOption},
            "",
            import_run}}};
}

}  // namespace plimsoll
