#include "scenarios/reading/parse.h"

#include "core/http/header_names.h"
#include "core/text.h"
#include "scenarios/batches/batch_expansion.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/bodies/secret_forms.h"
#include "scenarios/document/document_path.h"
#include "scenarios/document/duplicate_keys.h"
#include "scenarios/document/environment_values.h"
#include "scenarios/document/finding_log.h"
#include "scenarios/document/overrides.h"
#include "scenarios/document/source_redaction.h"
#include "scenarios/document/yaml_loader.h"
#include "scenarios/document/yaml_tree_text.h"
#include "scenarios/hurl/hurl_parsing.h"
#include "scenarios/hurl/hurl_scenario.h"
#include "scenarios/protocols/protocol_expansion.h"
#include "scenarios/quality/class_settling.h"
#include "scenarios/reading/body_schema_rules.h"
#include "scenarios/reading/case_assembly.h"
#include "scenarios/reading/exchange_assembly.h"
#include "scenarios/reading/template_types.h"
#include "scenarios/reading/validate.h"
#include "scenarios/tables/feeder_table.h"
#include "scenarios/tables/load_assembly.h"
#include "scenarios/tables/scenario_table.h"
#include "scenarios/tables/task_assembly.h"
#include "scenarios/tables/template_assembly.h"

#include <fmt/format.h>

#include <algorithm>
#include <istream>

namespace plimsoll {
namespace {

constexpr std::string_view kStandardInput = "-";

ParseOutcome single_finding(Finding finding) {
  ParseOutcome outcome;
  outcome.findings.push_back(std::move(finding));
  return outcome;
}

std::string place_of(const ParseInput& input, const YamlTrouble& trouble) {
  if (trouble.line == 0) return input.file_name;
  return fmt::format("{}:{}:{}", input.file_name, trouble.line, trouble.column);
}

// Told where the fields are; what follows from a finding is not told again.
void tell(const std::vector<Finding>& findings, const YamlNode& root, FindingLog& log) {
  const FindingLog found = log;
  for (const auto& finding : findings)
    if (!found.touches(finding.path)) log.add_rule(line_of_path(root, finding.path), finding);
}

struct ReadScenario {
  Scenario scenario;
  bool has_rows = false;  // the feeders are read and the templates sound
};

// Rules across fields.
void judge_whole(const ReadScenario& read, const YamlNode& root, FindingLog& log) {
  const auto& scenario = read.scenario;
  tell(validate(scenario), root, log);
  if (read.has_rows) tell(quality_findings(scenario), root, log);
  for (auto& advice : advise(scenario)) log.warn(line_of_path(root, advice.path), advice.path, advice.message);
  for (auto& advice : label_advice(scenario)) log.warn(line_of_path(root, advice.path), advice.path, advice.message);
}

ReadScenario read_scenario(const ParseInput& input, const YamlNode& root, const std::vector<std::string>& secrets,
                           FindingLog& log) {
  ParseContext context{log, input.folder, kMostBodyBytes, input.allowed};
  ScenarioDraft draft;
  if (input.file_name != kStandardInput) draft.scenario.name = std::filesystem::path(input.file_name).stem().string();
  read_object(Value(root, "", context), scenario_table(), draft);
  for (const auto& secret : secrets) add_secret_forms(secret, draft.scenario.secret_values);
  draft.scenario.target.connection = std::move(draft.connection);
  assemble_tasks(draft);
  if (draft.scenario.name.empty() && !draft.scenario.tasks.empty())
    draft.scenario.name = draft.scenario.tasks.front().name;
  tell(assemble_loads(draft), root, log);
  tell(assemble_exchange(draft), root, log);
  tell(assemble_cases(draft), root, log);
  const auto of_templates =
      assemble_templates(draft, context, input.allowed.environment ? input.environment : Environment());
  tell(of_templates, root, log);
  const bool has_rows = of_templates.empty() && are_read(draft.feeders);
  if (has_rows) {
    tell(template_type_findings(draft), root, log);
    const auto looked = look_at_bodies(draft);
    tell(looked.findings, root, log);
    for (const auto& warning : looked.warnings)
      log.warn(line_of_path(root, warning.path), warning.path, warning.message);
  }
  const auto& loads = draft.loads;
  const bool replays = draft.load.replay || std::any_of(loads.begin(), loads.end(), [](auto& l) { return l.replay; });
  if (root.find("requests") == nullptr && !replays) log.add(root.line, "requests", "is missing: what is asked");
  return {std::move(draft.scenario), has_rows};
}

// What is wrong with the scenario that is made of it is told by the lines of the .hurl file.
ParseOutcome parse_hurl_load(ParseInput input, const HurlVariables& variables) {
  const auto parse = parse_hurl(input.text);
  ParseOutcome outcome;
  outcome.findings = findings_of(parse, input.file_name);
  if (!outcome.findings.empty()) return outcome;
  HurlLoadInput load{input.file_name, input.folder, variables, {}, input.allowed.files};
  if (input.allowed.environment) load.environment = input.environment;
  const auto made = scenario_of_hurl(parse.file, load);
  outcome.findings = made.findings;
  if (outcome.findings.empty()) {
    input.text = made.text;
    outcome = parse_scenario(input);
  }
  const auto without = [&](std::string text) {
    for (const auto& secret : made.secrets) replace_all(text, secret, kRedacted);
    return text;
  };
  for (auto& finding : outcome.findings) {
    finding.place = made.in_file(finding.place, input.file_name);
    finding.message = without(std::move(finding.message));
  }
  for (auto& warning : outcome.warnings) warning = without(made.in_file(warning, input.file_name));
  if (!outcome.scenario) return outcome;
  auto& secrets = outcome.scenario->secret_values;
  secrets.insert(secrets.end(), made.secrets.begin(), made.secrets.end());
  return outcome;
}

}  // namespace

ParseOutcome parse_scenario(const ParseInput& input) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::string_view text = input.text;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  auto loaded = load_yaml(std::string(text));
  if (!loaded.root) return single_finding({place_of(input, loaded.trouble), "", loaded.trouble.message});
  auto& root = *loaded.root;

  FindingLog log(input.file_name);
  if (!root.is_map())
    return single_finding({place_of(input, {root.line, root.column, ""}), "",
                           "expected a scenario: a mapping that starts like target: http://127.0.0.1:5000"});
  refuse_duplicate_keys(root, log);
  const auto as_written = root;  // what an override takes away is in the text all the same
  for (const auto& override : input.overrides) apply_override(root, override, log);
  const auto secrets = read_environment(root, input.allowed.environment ? input.environment : Environment(), log);

  expand_batches(root, log);
  expand_protocols(root, {input.folder, input.allowed}, log);
  auto read = read_scenario(input, root, secrets, log);
  judge_whole(read, root, log);
  auto& scenario = read.scenario;

  ParseOutcome outcome;
  outcome.warnings = log.take_warnings();
  outcome.findings = log.take_findings();
  if (!outcome.findings.empty()) return outcome;
  scenario.source_text = redacted_source(std::string(text), as_written, scenario.secret_headers);
  outcome.scenario = std::move(scenario);
  return outcome;
}

ParseOutcome load_scenario(const std::filesystem::path& file, std::vector<Override> overrides,
                           const Permissions& allowed, const HurlVariables& variables) {
  auto text = read_file({file, file.string()}, kMostBodyBytes);
  if (!text) return single_finding({"", "", text.error().message});
  ParseInput input;
  input.text = *std::move(text);
  input.file_name = file.string();
  input.folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  input.overrides = std::move(overrides);
  input.allowed = allowed;
  if (file.extension() == ".hurl") return parse_hurl_load(std::move(input), variables);
  return parse_scenario(input);
}

std::string expanded_scenario(const std::filesystem::path& file, const std::vector<Override>& overrides) {
  const auto text = read_file({file, file.string()}, kMostBodyBytes);
  auto loaded = text ? load_yaml(*text) : YamlLoad();
  if (!loaded.root) return text ? *text : std::string();
  FindingLog unheard(file.string());
  for (const auto& override : overrides) apply_override(*loaded.root, override, unheard);
  // Their values are for the service alone: a word that every encoding leaves as it is stands for each.
  std::vector<std::string> names;
  const auto word_of = [](std::size_t index) { return fmt::format("PLIMSOLL-VARIABLE-{}-", index); };
  const auto as_words = [&](const std::string& name) -> std::optional<std::string> {
    if (!process_environment()(name)) return std::nullopt;
    names.push_back(name);
    return word_of(names.size() - 1);
  };
  read_environment(*loaded.root, as_words, unheard);
  expand_batches(*loaded.root, unheard);
  expand_protocols(*loaded.root, {file.has_parent_path() ? file.parent_path() : ".", {}, true}, unheard);
  remove_expanded(*loaded.root);
  auto written = yaml_tree_text(*loaded.root);
  for (std::size_t i = 0; i < names.size(); ++i) replace_all(written, word_of(i), "${" + names[i] + "}");
  return written;
}

ParseOutcome scenario_from(std::istream& in, std::vector<Override> overrides, const Permissions& allowed) {
  ParseInput input;
  std::string piece(1 << 16, '\0');
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    input.text.append(piece, 0, static_cast<std::size_t>(in.gcount()));
    if (input.text.size() > kMostBodyBytes)
      return single_finding({std::string(kStandardInput), "", "is longer than 1 GiB"});
  }
  input.file_name = kStandardInput;
  input.folder = ".";
  input.overrides = std::move(overrides);
  input.allowed = allowed;
  return parse_scenario(input);
}

ParseOutcome scenario_of(std::vector<Override> overrides, const Permissions& allowed) {
  ParseInput input;
  input.text = "{}";
  input.overrides = std::move(overrides);
  input.allowed = allowed;
  return parse_scenario(input);
}

}  // namespace plimsoll
