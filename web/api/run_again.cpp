#include "web/api/run_again.h"

#include "conduct/run_facts.h"
#include "core/http/header_names.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/reading/parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::uint64_t kLongestText = 4 << 20;

// As a record writes them; what is written short has a name of its own here.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kShortNames = {
    {{"-u", "--users"}, {"-r", "--spawn-rate"}, {"-t", "--duration"}, {"-X", "--method"}, {"-H", "--header"}}};
constexpr std::array<std::string_view, 7> kFlags = {"--insecure",    "--no-keepalive", "--no-store", "--quiet",
                                                    "--no-progress", "--inspect",      "--serve"};
// Of that run alone: another has its own. What a .hurl file was filled in with stands in its scenario already.
constexpr std::array<std::string_view, 14> kOfOneRun = {
    "--store",       "--no-store", "--run-id", "--control", "--out",  "--report",   "--quiet",
    "--no-progress", "--inspect",  "--serve",  "--port",    "--deny", "--variable", "--variables-file"};
// What any start may say.
constexpr std::array<std::string_view, 7> kPlain = {"--users",    "--spawn-rate", "--wait",  "--rate",
                                                    "--duration", "--note",       "--target"};
// What stands before a file in the value of an option that may name one.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kNameFiles = {
    {{"--ca", ""}, {"--cert", ""}, {"--key", ""}, {"--body", "@"}, {"--watch", "disk:"}}};
constexpr std::array<std::string_view, 3> kLeadElsewhere = {"--set", "--watch", "--resolve"};

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

struct RecordedCommand {
  std::vector<std::string> words;  // behind `plimsoll run`
  std::string text;                // of the scenario
};

// The words of a shell's line, as the record quotes them. Above a text each line of it is a comment.
std::size_t read_words(std::string_view line, bool is_comment, std::vector<std::string>& words) {
  std::string word;
  bool begun = false, quoted = false;
  std::size_t i = 0;
  const auto end_word = [&] {
    if (begun) words.push_back(std::exchange(word, {}));
    begun = false;
  };
  for (; i < line.size() && (quoted || line[i] != '\n'); ++i) {
    const char c = line[i];
    if (c == '\'') {
      quoted = !quoted;
      begun = true;
    } else if (!quoted && c == ' ') {
      end_word();
    } else {
      const bool escaped = !quoted && c == '\\' && i + 1 < line.size();
      word += escaped ? line[++i] : c;
      begun = true;
      if (is_comment && c == '\n' && line.substr(i + 1).starts_with("# ")) i += 2;
    }
  }
  end_word();
  return std::min(i + 1, line.size());
}

RecordedCommand recorded_command(std::string_view recorded) {
  constexpr std::string_view kCommand = "plimsoll run ", kComment = "# plimsoll run ";
  RecordedCommand command;
  const bool is_comment = recorded.starts_with(kComment);
  if (!is_comment && !recorded.starts_with(kCommand)) return {{}, std::string(recorded)};
  recorded.remove_prefix(is_comment ? kComment.size() : kCommand.size());
  recorded.remove_prefix(read_words(recorded, is_comment, command.words));
  command.text = recorded;
  return command;
}

// Where the relative file begins in the value; nothing where there is none.
std::optional<std::size_t> relative_file_in(std::string_view name, std::string_view value) {
  const auto* known =
      std::find_if(kNameFiles.begin(), kNameFiles.end(), [&](const auto& one) { return one.first == name; });
  if (known == kNameFiles.end() || !value.starts_with(known->second)) return std::nullopt;
  const auto at = known->second.size();
  if (at == value.size() || value[at] == '/') return std::nullopt;
  return at;
}

// Relative files are those of the folder in which the run was started, wherever we are. Error: nobody knows which.
Result<void> add_options(const std::vector<std::string>& words, const std::filesystem::path& folder, RunAgain& again) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto* known =
        std::find_if(kShortNames.begin(), kShortNames.end(), [&](const auto& one) { return one.first == words[i]; });
    const auto name = known == kShortNames.end() ? words[i] : std::string(known->second);
    const bool has_value = !is_among(kFlags, name) && i + 1 < words.size();
    auto value = has_value ? words[++i] : std::string();
    if (is_among(kOfOneRun, name)) continue;
    if (const auto file = relative_file_in(name, value)) {
      if (folder.empty())
        return Error{ErrorKind::unavailable, fmt::format("the record of this run does not say from which folder {} {} "
                                                         "is: start it from the command line",
                                                         name, value)};
      value = value.substr(0, *file) + (folder / value.substr(*file)).lexically_normal().string();
    }
    if (name == "--target") again.start.target = value;
    again.is_trusted = again.is_trusted && is_among(kPlain, name);
    again.may_lead_elsewhere = again.may_lead_elsewhere || is_among(kLeadElsewhere, name);
    again.start.options.push_back(has_value ? fmt::format("{}={}", name, value) : name);
  }
  return {};
}

// As a record would have it, secrets redacted.
bool has_text(const std::filesystem::path& file, const std::string& text, bool is_redacted) {
  if (!is_redacted) {
    const auto now = read_file({file, file.string()}, kLongestText);
    return now.has_value() && *now == text;
  }
  const auto outcome = load_scenario(file, {});
  return outcome.scenario && without_secrets(outcome.scenario->source_text, *outcome.scenario) == text;
}

// Empty where it is not on this machine.
std::filesystem::path folder_of_text(const RunRecord& record) {
  std::filesystem::path folder = record.scenario_folder.empty() ? record.folder : record.scenario_folder;
  std::error_code absent;
  if (!std::filesystem::is_directory(folder, absent)) folder.clear();
  return folder;
}

bool is_redacted(const std::string& text) { return text.find(kRedacted) != std::string::npos; }

}  // namespace

Result<RunAgain> run_again(const RunRecord& record, const ScenarioFolders& scenarios) {
  auto command = recorded_command(record.scenario_text);
  RunAgain again;
  again.start.text_name = record.name.empty() ? "scenario" : record.name;
  const auto& words = command.words;
  if (!words.empty() && words.front().find("://") != std::string::npos) {
    again.url = words.front();
  } else {
    const auto ids = scenarios.list();
    const bool redacted = is_redacted(command.text);
    for (const auto& id : ids) {
      auto file = scenarios.find(id);
      if (file.has_error() || !has_text(*file, command.text, redacted)) continue;
      again.start.folder = file->parent_path();
      again.start.shown = id;
      again.start.file = std::move(*file);
      again.is_trusted = true;
      break;
    }
  }
  if (!again.start.file) again.start.folder = folder_of_text(record);
  if (const auto added = add_options(words, record.folder, again); added.has_error()) return added.error();
  const auto& options = again.start.options;
  const bool lacks = (!again.start.file && is_redacted(command.text)) || is_redacted(again.url) ||
                     std::any_of(options.begin(), options.end(), is_redacted);
  if (lacks)
    return Error{ErrorKind::unavailable,
                 "the record of this run has its secrets redacted: start it where its scenario is, or put the scenario "
                 "into a folder of --scenarios"};
  if (again.url.empty() && command.text.empty()) return invalid("the record of this run holds no scenario");
  again.start.text = std::move(command.text);
  return again;
}

}  // namespace plimsoll
