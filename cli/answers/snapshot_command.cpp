#include "cli/answers/answer_proposal.h"
#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/making/written_files.h"
#include "cli/options/given_overrides.h"
#include "cli/options/option_reader.h"
#include "conduct/taken_answers.h"
#include "conduct/trust_check.h"
#include "core/exit_codes.h"
#include "core/say.h"
#include "reports/words/text.h"
#include "scenarios/fields/value_type.h"
#include "scenarios/reading/parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kAsks = 3;
constexpr std::uint64_t kRows = 1000;
constexpr std::uint64_t kMostRows = 100'000;
constexpr int kInterruptedExit = 130;

// Names of requests as names of files: no two the same.
class FileNames {
 public:
  std::string of(const std::string& request) {
    std::string name;
    for (const char c : request) {
      const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
      name += is_plain ? c : '-';
    }
    const auto begin = name.find_first_not_of("-.");
    name = begin == std::string::npos ? "answer" : name.substr(begin, 100);
    name.erase(name.find_last_not_of('-') + 1);
    auto unique = name;
    for (int i = 2; !used_.insert(unique).second; ++i) unique = fmt::format("{}-{}", name, i);
    return unique;
  }

 private:
  std::set<std::string> used_;
};

struct SnapshotWish {
  fs::path folder;       // where they are written
  std::string in_lines;  // the same as the scenario names it
  std::uint64_t rows = kRows;
  bool overwrites = false;
};

Result<> refuse_present(const SnapshotWish& wish, const std::map<std::string, std::string>& files) {
  std::error_code ignored;
  for (const auto& [request, file] : files)
    for (const auto* ending : {".json", ".jsonl"})
      if (const auto path = wish.folder / (file + ending); !wish.overwrites && fs::exists(path, ignored))
        return Error{ErrorKind::usage, fmt::format("{}: is there already; --force writes over it", path.string())};
  return {};
}

Result<> write_answers(const fs::path& file, const std::vector<std::string>& answers, bool are_lines) {
  std::error_code trouble;
  fs::create_directories(file.parent_path(), trouble);
  if (trouble)
    return Error{kind_of_unwritable(trouble.value()),
                 fmt::format("{}: cannot be made: {}", file.parent_path().string(), trouble.message())};
  std::string text;
  for (const auto& answer : answers) {
    auto line = answer;
    // A line break within JSON is a blank between its parts: in a text it is written \n.
    if (are_lines)
      std::replace_if(
          line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    text += line;
    if (are_lines) text += '\n';
  }
  return write_new_file(file, text);
}

// Why lines cannot say what is expected of each row; empty: they can.
std::string trouble_of_lines(const TakenAnswers& taken) {
  if (!taken.are_rows_clear)
    return "its answers differ by row, and of a request that several rows make nobody can tell which line is its: "
           "check "
           "places by {{...}}";
  if (taken.are_all_rows) return {};
  return fmt::format("its answers differ by row, and {} of {} rows were asked for: {}", taken.rows.size(),
                     taken.row_count ? std::to_string(*taken.row_count) : "more",
                     taken.row_count && *taken.row_count <= kMostRows
                         ? fmt::format("--rows {} asks for all", *taken.row_count)
                         : fmt::format("--rows asks for up to {}; take a shorter file", kMostRows));
}

// False: it has no answer to keep.
Result<bool> keep(const TakenAnswers& taken, const std::string& file, const SnapshotWish& wish) {
  const auto not_kept = [&](const std::string& why) {
    say(stderr, "plimsoll: {}: not recorded: {}\n", one_line(taken.request), one_line(why));
    return false;
  };
  if (!taken.trouble.empty()) return not_kept(taken.trouble);
  const auto proposal = propose(taken.rows);
  if (!proposal.is_of_json) return not_kept("an answer is not JSON");
  const bool is_one = proposal.is_alike_by_row;
  if (const auto trouble = trouble_of_lines(taken); !is_one && !trouble.empty()) return not_kept(trouble);
  std::vector<std::string> answers;
  for (const auto& row : taken.rows)
    if (answers.empty() || !is_one) answers.push_back(row.front());
  const auto name = file + (is_one ? ".json" : ".jsonl");
  if (auto done = write_answers(wish.folder / name, answers, !is_one); done.has_error()) return done.error();
  say("# {}: asked {} times{}\n", one_line(taken.request), kAsks,
      taken.rows.size() > 1 ? fmt::format(" with {} rows", taken.rows.size()) : "");
  say("{}", lines_of(proposal, wish.in_lines + "/" + name, 4));
  return true;
}

int take_snapshot(const GivenOptions& given) {
  const auto file = *given.text("SCENARIO");
  std::vector<Finding> problems;
  OptionReader read(given, problems);
  SnapshotWish wish;
  read.set("--rows", wish.rows, count_type(1, kMostRows));
  if (!problems.empty()) return fail(problems, ErrorKind::usage);
  wish.overwrites = given.has("--force");
  const auto beside = fs::path(file).parent_path();
  wish.folder = given.has("--out") ? fs::path(*given.text("--out")) : beside / "answers";
  std::error_code ignored;
  const auto relative = fs::relative(wish.folder, beside.empty() ? "." : beside, ignored);
  wish.in_lines = ignored || relative.empty() ? wish.folder.string() : relative.string();

  const auto outcome = with_trust_checked(load_scenario(file, assignments(given)), file);
  print_warnings(outcome.warnings);
  if (!outcome.scenario) return fail(outcome.findings, ErrorKind::invalid);
  std::map<std::string, std::string> files;
  FileNames names;
  for (const auto& task : outcome.scenario->tasks)
    for (const auto& step : task.steps)
      if (!files.contains(step.name)) files[step.name] = names.of(step.name);
  if (const auto free = refuse_present(wish, files); free.has_error()) return fail(free.error());

  Interrupts interrupts;
  const auto answers = take_answers(*outcome.scenario, {kAsks, wish.rows}, interrupts);
  if (interrupts.count() > 0) return kInterruptedExit;
  if (answers.has_error()) return fail(answers.error());
  bool all_kept = true;
  for (const auto& taken : *answers) {
    const auto kept = keep(taken, files[taken.request], wish);
    if (kept.has_error()) return fail(kept.error());
    all_kept = all_kept && *kept;
  }
  return all_kept ? 0 : 1;
}

}  // namespace

Command snapshot_command() {
  return {
      "snapshot",
      "Record today's answers as the expected ones; what varies is found by asking three times",
      {{"SCENARIO", "", "The scenario file"},
       {"--set", "PLIMSOLL_SET", "PATH=VALUE over the scenario file, repeatable", "Options", OptionForm::list},
       {"--rows", "",
        "Rows of data, or bodies in turn, to ask for at most: 1 to 100000 (1000); all, where answers differ by row"},
       {"--out", "", "Folder for the answers (answers, beside the scenario)"},
       {"--force", "", "Write over answers that are there", "Options", OptionForm::flag}},
      "Prints the lines to add to the scenario.\nExample:\n  plimsoll snapshot soak.yaml",
      take_snapshot};
}

}  // namespace plimsoll
