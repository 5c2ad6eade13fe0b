// plimsoll quality: two models, the same labelled rows. Which is better?

#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/options/option_reader.h"
#include "cli/terminal_style.h"
#include "conduct/interrupts.h"
#include "conduct/models/model_contest.h"
#include "conduct/run_parts.h"
#include "core/exit_codes.h"
#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "core/nearest_name.h"
#include "core/say.h"
#include "core/units.h"
#include "reports/models/comparison_report.h"
#include "scenarios/feeders/feeder_reader.h"
#include "scenarios/json_path.h"
#include "scenarios/quality/row_rules.h"
#include "scenarios/reading/parse.h"
#include "scenarios/url.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <utility>

namespace plimsoll {
namespace {

constexpr int kStopped = 130;
constexpr std::uint64_t kMostFolds = 100;
constexpr std::uint64_t kMostResamples = 1'000'000;

const std::vector<OptionRow>& quality_rows() {
  static const std::vector<OptionRow> kRows = {
      {"SCENARIO", "", "A scenario whose first request with `quality` is asked; else --data says it", "Models",
       OptionForm::text, "", true},
      {"--baseline", "", "URL of the model that serves today; with a scenario without the path that it says", "Models"},
      {"--candidate", "", "URL of the model that may take its place, likewise", "Models"},
      {"--header", "", "Sent with every request, repeatable: 'Name: value'", "Models", OptionForm::list},
      {"--data", "", "Labelled rows: .csv, .tsv, .jsonl or .json", "Rows"},
      {"--label", "", "The column that says what is right", "Rows"},
      {"--json", "", R"(The body of a request, like '{"instances": [["{{row.age}}"]]}' (an object of all columns))",
       "Rows"},
      {"--protocol", "", "Instead: a protocol of `plimsoll protocols`", "Rows"},
      {"--model", "", "The model that the protocol names in its paths", "Rows"},
      {"--batch", "", "Rows in a request (1)", "Rows"},
      {"--prediction", "", "JSON path of the prediction in the answer, like '$.prediction'", "Answers"},
      {"--probability", "", "JSON path of the probability, like '$.probability'", "Answers"},
      {"--type", "", "classification or regression, where the labels do not say it", "Answers"},
      {"--classes", "", "In the order of the probabilities: a,b,c (the labels, in order)", "Answers"},
      {"--positive", "", "Of two classes the one that is looked for (the second)", "Answers"},
      {"--by-place", "", "Answers name a class by its place, from 0", "Answers", OptionForm::flag},
      {"--figure", "", "What decides: log_loss, accuracy, auc, rmse, ... (log_loss, accuracy or rmse)", "Comparison"},
      {"--folds", "", "Parts of the rows for cv mean and cv std; 0: none", "Comparison", OptionForm::text, "5"},
      {"--resamples", "", "Samples of the paired bootstrap", "Comparison", OptionForm::text, "2000"},
      {"--confidence", "", "Of the interval of the difference", "Comparison", OptionForm::text, "95%"},
      {"--seed", "", "Of what is drawn (1)", "Comparison"},
      {"--format", "", "What is printed: text, json or md", "Results", OptionForm::text, "text"},
      {"--out", "", "Folder for comparison.json, comparison.md and comparison.html", "Results"},
      {"--quiet", "", "Do not tell how far it is", "Results", OptionForm::flag},
  };
  return kRows;
}

struct QualityRequest {
  std::optional<Scenario> baseline, candidate;
  ContestPlan plan;
  std::string format = "text";
  std::optional<std::string> out;
  std::vector<Finding> findings;
  ErrorKind trouble = ErrorKind::usage;
};

// The scenario that stands for the options, as its JSON.
class QualityScenario {
 public:
  QualityScenario(const GivenOptions& given, OptionReader& read) : given_(given), read_(read) {}

  std::optional<Json> document(const std::string& url) {
    const auto data = given_.text("--data");
    const auto label = given_.text("--label");
    if (!data) read_.refuse("--data", "is needed: a file of labelled rows, or give a scenario");
    if (!label) read_.refuse("--label", "is needed: the column that says what is right");
    if (!data || !label) return std::nullopt;
    Json document;
    Json request;
    request["name"] = "rows";
    if (const auto protocol = given_.text("--protocol")) {
      document["target"] = url;
      document["protocol"]["name"] = *protocol;
      if (const auto model = given_.text("--model")) document["protocol"]["model"] = *model;
      request["predict"]["rows"] = *data;
      if (const auto batch = given_.text("--batch")) request["predict"]["batch"] = number_or_text(*batch);
      if (given_.has("--json")) read_.refuse("--json", "belongs to a request without --protocol");
    } else {
      const auto at = path_of(url);
      document["target"] = url.substr(0, at);
      document["feeders"]["row"]["file"] = *data;
      request["post"] = at < url.size() ? url.substr(at) : "/";
      const auto body = body_of(*data, *label);
      if (!body) return std::nullopt;
      request["json"] = *body;
      if (const auto batch = given_.text("--batch")) request["batch"] = number_or_text(*batch);
      if (given_.has("--model")) read_.refuse("--model", "belongs to --protocol");
    }
    for (const auto& line : given_.list("--header")) {
      const auto colon = line.find(':');
      if (colon == std::string::npos) {
        read_.refuse("--header", fmt::format("expected 'Name: value', got \"{}\"", line));
        continue;
      }
      const auto value = line.find_first_not_of(' ', colon + 1);
      request["headers"][line.substr(0, colon)] = value == std::string::npos ? "" : line.substr(value);
    }
    request["quality"] = quality_of(*label);
    document["requests"] = Json::array({request});
    document["load"] = {{"users", 1}, {"requests", 1}};
    return document;
  }

 private:
  static Json number_or_text(const std::string& text) {
    const bool is_number =
        !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == std::string::npos;
    return is_number ? Json(std::stoul(text)) : Json(text);
  }

  // Where the path begins, behind the authority.
  static std::size_t path_of(const std::string& url) {
    const auto scheme = url.find("://");
    return std::min(url.find_first_of("/?", scheme == std::string::npos ? 0 : scheme + 3), url.size());
  }

  std::optional<Json> body_of(const std::string& data, const std::string& label) {
    if (const auto given = given_.text("--json")) {
      auto body = parse_ordered_json(*given);
      if (!body.is_discarded()) return body;
      read_.refuse("--json", R"(is not JSON: expected a body like '{"age": "{{row.age}}"}')");
      return std::nullopt;
    }
    if (std::filesystem::is_directory(data)) {
      read_.refuse("--data", fmt::format("{} is a folder: expected a file of labelled rows", data));
      return std::nullopt;
    }
    Feeder feeder;
    feeder.label = data;
    feeder.files = {data};
    const auto extension = std::filesystem::path(data).extension().string();
    feeder.format = extension == ".tsv"                               ? Feeder::Format::tsv
                    : extension == ".jsonl" || extension == ".ndjson" ? Feeder::Format::jsonl
                    : extension == ".json"                            ? Feeder::Format::json
                                                                      : Feeder::Format::csv;
    const auto columns = feeder_columns(feeder);
    if (columns.has_error()) {
      read_.refuse("--data", columns.error().message);
      return std::nullopt;
    }
    const std::vector<std::string_view> known(columns->begin(), columns->end());
    if (std::find(known.begin(), known.end(), label) == known.end()) {
      read_.refuse("--label", fmt::format("{} has no column \"{}\"{}", data, label, name_advice(label, known)));
      return std::nullopt;
    }
    Json body = Json::object();
    for (const auto& column : *columns)
      if (column != label) body[column] = "{{row." + column + "}}";
    return given_.has("--batch") ? Json::array({body}) : body;
  }

  Json quality_of(const std::string& label) const {
    Json quality;
    quality["label"] = given_.has("--protocol") ? label : "{{row." + label + "}}";
    const auto take = [&](std::string_view option, const char* key) {
      if (const auto text = given_.text(option)) quality[key] = *text;
    };
    take("--prediction", "prediction");
    take("--probability", "probability");
    take("--type", "type");
    take("--positive", "positive");
    if (given_.has("--by-place")) quality["by_place"] = true;
    if (const auto classes = given_.text("--classes")) {
      auto list = Json::array();
      for (std::size_t begin = 0; begin <= classes->size();) {
        const auto end = std::min(classes->find(',', begin), classes->size());
        list.push_back(classes->substr(begin, end - begin));
        begin = end + 1;
      }
      quality["classes"] = std::move(list);
    }
    return quality;
  }

  const GivenOptions& given_;
  OptionReader& read_;
};

// Of a text that nobody wrote: the option that a place of it came from.
void name_option(Finding& finding) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kOptions = {{
      {"requests[0].quality.", ""},
      {"requests[0].quality", "--label, --prediction, --probability, --type"},
      {"requests[0].json", "--json"},
      {"requests[0].batch", "--batch"},
      {"requests[0].predict.batch", "--batch"},
      {"requests[0].predict", "--data"},
      {"requests[0].headers", "--header"},
      {"feeders", "--data"},
      {"protocol", "--protocol"},
  }};
  finding.place = "options";
  for (const auto& [prefix, option] : kOptions) {
    if (!finding.path.starts_with(prefix)) continue;
    finding.place = option;
    if (option.empty()) {
      finding.place = "--" + finding.path.substr(prefix.size(), finding.path.find('.', prefix.size()) - prefix.size());
      std::replace(finding.place.begin(), finding.place.end(), '_', '-');
    }
    finding.path.clear();
    return;
  }
}

// The first task that is one labelled request stands alone.
bool keep_labelled(Scenario& scenario) {
  for (auto& task : scenario.tasks) {
    const bool is_it = task.steps.size() == 1 && task.steps.front().by_row && task.steps.front().by_row->quality;
    if (!is_it) continue;
    auto one = std::move(task);
    scenario.tasks.clear();
    scenario.tasks.push_back(std::move(one));
    return true;
  }
  return false;
}

// The path of the request, where the URL of its target ends with it already; empty: it does not.
std::string path_twice(const Scenario& scenario, std::string url) {
  const auto& path = scenario.tasks.front().steps.front().path;
  const auto own = path.substr(0, path.find('?'));
  while (url.ends_with('/')) url.pop_back();
  return own.size() > 1 && url.ends_with(own) ? own : "";
}

std::optional<Scenario> model_of(const GivenOptions& given, OptionReader& read, std::string_view option,
                                 QualityRequest& wanted) {
  const auto url_text = given.text(option);
  if (!url_text) {
    read.refuse(option, "is needed: the URL of a model");
    return std::nullopt;
  }
  auto url = parse_url(*url_text);
  if (url.has_error()) {
    read.refuse(option, url.error().message);
    return std::nullopt;
  }
  ParseOutcome parsed;
  const auto file = given.text("SCENARIO");
  if (file) {
    for (const auto only : {"--data", "--label", "--json", "--protocol", "--model", "--batch", "--prediction",
                            "--probability", "--type", "--classes", "--positive"})
      if (given.has(only)) read.refuse(only, "the scenario says it: leave this out");
    if (!wanted.findings.empty()) return std::nullopt;
    parsed = load_scenario(*file, {});
  } else {
    const auto document = QualityScenario(given, read).document(*url_text);
    if (!document || !wanted.findings.empty()) return std::nullopt;
    ParseInput input;
    input.text = to_text(*document, {2});
    input.folder = ".";
    parsed = parse_scenario(input);
    for (auto& finding : parsed.findings) name_option(finding);
  }
  if (option == "--baseline") print_warnings(parsed.warnings);
  if (!parsed.scenario) {
    wanted.trouble = ErrorKind::invalid;
    wanted.findings.insert(wanted.findings.end(), parsed.findings.begin(), parsed.findings.end());
    return std::nullopt;
  }
  if (file) {
    parsed.scenario->target.url = *std::move(url);
    parsed.scenario->target.managed.reset();
  }
  const bool is_labelled = keep_labelled(*parsed.scenario);
  if (const auto path = file && is_labelled ? path_twice(*parsed.scenario, *url_text) : ""; !path.empty()) {
    read.refuse(option, fmt::format("the scenario adds its path {} to the URL: leave it out here", path));
    return std::nullopt;
  }
  if (is_labelled) return std::move(parsed.scenario);
  wanted.trouble = ErrorKind::invalid;
  wanted.findings.push_back({*file, "requests", "none is a single request with `quality`, which says what is right"});
  return std::nullopt;
}

QualityRequest read_quality(const GivenOptions& given) {
  QualityRequest wanted;
  OptionReader read(given, wanted.findings);
  auto& rules = wanted.plan.rules;
  read.set("--folds", rules.folds, count_type(0, kMostFolds));
  read.set("--resamples", rules.resamples, count_type(100, kMostResamples));
  read.set("--seed", rules.seed, count_type(0, UINT64_MAX));
  read.set("--confidence", rules.confidence, [](const std::string& text) -> Result<double> {
    auto share = parse_share(text);
    if (share.has_value() && *share >= 0.5 && *share < 1) return share;
    return invalid(fmt::format("expected 50% to 99.9%, got \"{}\"", text));
  });
  read.set("--figure", wanted.plan.figure, [](const std::string& text) -> Result<std::string> {
    if (find_quality_figure(text) != nullptr) return text;
    std::vector<std::string_view> names;
    names.reserve(quality_figures().size());
    for (const auto& figure : quality_figures()) names.push_back(figure.name);
    return invalid(fmt::format("there is no figure \"{}\"{}", text, name_advice(text, names)));
  });
  read.set("--format", wanted.format, word_type({"text", "json", "md"}));
  wanted.out = given.text("--out");
  wanted.plan.data = given.text("--data").value_or(given.text("SCENARIO").value_or(""));
  if (!wanted.findings.empty()) return wanted;
  wanted.baseline = model_of(given, read, "--baseline", wanted);
  if (wanted.findings.empty()) wanted.candidate = model_of(given, read, "--candidate", wanted);
  return wanted;
}

Result<> write_results(const ModelComparison& comparison, const std::filesystem::path& folder) {
  std::error_code trouble;
  std::filesystem::create_directories(folder, trouble);
  const auto write = [&](const char* name, const std::function<void(std::ostream&)>& fill) -> Result<> {
    std::ofstream file(folder / name);
    fill(file);
    file.flush();
    if (file) return {};
    return Error{kind_of_unwritable(errno), fmt::format("{}: cannot be written", (folder / name).string())};
  };
  if (auto done = write("comparison.json", [&](std::ostream& out) { out << to_json(comparison); }); done.has_error())
    return done;
  if (auto done = write("comparison.md", [&](std::ostream& out) { write_comparison_markdown(comparison, out); });
      done.has_error())
    return done;
  return write("comparison.html", [&](std::ostream& out) { write_comparison_page(comparison, out); });
}

int compare_quality(const GivenOptions& given) {
  auto wanted = read_quality(given);
  if (!wanted.findings.empty()) return fail(wanted.findings, wanted.trouble);
  Interrupts interrupts;
  ContestHooks hooks;
  hooks.is_stopped = [&] { return interrupts.count() > 0; };
  const bool is_told = !given.has("--quiet") && isatty(STDERR_FILENO) != 0;
  hooks.asked = [&](std::uint64_t requests) {
    if (is_told && requests % 100 == 0) say(stderr, "\r{} requests to each", requests);
  };
  const auto result = compare_targets(*wanted.baseline, *wanted.candidate, wanted.plan, hooks);
  if (is_told) say(stderr, "\r\x1b[K");
  if (interrupts.count() > 0) return kStopped;
  if (result.has_error()) return fail(result.error());
  if (wanted.format == "json")
    std::cout << to_json(*result);
  else if (wanted.format == "md")
    write_comparison_markdown(*result, std::cout);
  else
    write_comparison(*result, terminal_style(STDOUT_FILENO), std::cout);
  std::cout.flush();
  if (wanted.out)
    if (const auto written = write_results(*result, *wanted.out); written.has_error()) return fail(written.error());
  return result->exit_code;
}

}  // namespace

Command quality_command() {
  return {"quality", "Compare two models on the same labelled rows: is the new one better?", quality_rows(),
          "Exit codes: 0 the candidate is better, 1 it is worse, 3 nobody can tell.\n"
          "Example:\n"
          "  plimsoll quality --baseline http://127.0.0.1:5000/predict --candidate http://127.0.0.1:5001/predict "
          "\\\n    --data labelled.csv --label species --prediction '$.class' --probability '$.probabilities'",
          compare_quality};
}

}  // namespace plimsoll
