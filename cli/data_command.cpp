#include "cli/commands.h"
#include "cli/findings.h"
#include "core/say.h"
#include "core/units.h"
#include "reports/words/text.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/data/data_check.h"
#include "scenarios/data/data_description.h"
#include "scenarios/data/data_drift.h"
#include "scenarios/data/data_schema_table.h"
#include "scenarios/data/json_rows_check.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr int kFoundSomething = 65;

int print_drifts(const std::vector<ColumnDrift>& drifts, bool fails) {
  bool any = false;
  for (const auto& drift : drifts) {
    say("  {:<8}{}\n", drift.drifted ? "drifted" : "alike", sentence_of(drift));
    any = any || drift.drifted;
  }
  return any && fails ? kFoundSomething : 0;
}

// Whether the rows are as the schema has them; what is not is told. `like`: whose columns these are; empty: the
// schema's.
Result<bool> hold_rows(const std::string& file, const DataSchema& schema, const std::string& like) {
  auto rows = DataRows::open(file, file);
  if (rows.has_error()) return rows.error();
  const auto report = check_data(**rows, schema);
  if (report.has_error()) return report.error();
  for (const auto& sentence : sentences_of(*report, file)) say(stderr, "{}\n", sentence);
  for (const auto& note : report->notes) say(stderr, "note: {}\n", note);
  if (!report->holds())
    say("{}: {}, {}\n", file, plural(report->rows, "row"), plural(report->all_findings, "finding"));
  else if (like.empty())
    say("{}: {}, all as the schema has them\n", file, plural(report->rows, "row"));
  else
    say("{}: {}, with the columns of {}\n", file, plural(report->rows, "row"), like);
  return report->holds();
}

// Beside a file of good data, or what the schema kept of one. `is_checked`: the columns of the file are known to be
// those of its schema.
int compare_with_reference(const GivenOptions& given, const std::string& file, const DataSchema* schema) {
  const bool is_checked = schema != nullptr;
  const auto reference = given.text("--reference");
  std::unique_ptr<DataRows> values;
  std::optional<DataSchema> described;
  if (reference) {
    auto rows = DataRows::open(*reference, *reference);
    if (rows.has_error()) return fail(rows.error());
    auto made = describe_data(**rows);
    if (made.has_error()) return fail(made.error());
    described = std::move(*made);
    schema = &*described;
    auto again = DataRows::open(*reference, *reference);
    if (again.has_error()) return fail(again.error());
    values = std::move(*again);
  }
  bool is_in_form = true;
  if (described && !is_checked) {
    const auto held = hold_rows(file, form_of(*described), *reference);
    if (held.has_error()) return fail(held.error());
    is_in_form = *held;
  }
  auto rows = DataRows::open(file, file);
  if (rows.has_error()) return fail(rows.error());
  const auto drifts = data_drift(**rows, *schema, values.get());
  if (drifts.has_error()) return fail(drifts.error());
  const int drifted = print_drifts(*drifts, given.has("--fail-on-drift"));
  return is_in_form ? drifted : kFoundSomething;
}

// Nothing: the schema is one of columns.
std::optional<int> check_by_json_schema(const std::string& file, const std::string& schema_file) {
  auto text = read_file({schema_file, schema_file}, kMostBodyBytes);
  if (text.has_error() || !is_json_schema(*text)) return std::nullopt;
  SchemaSource source;
  source.text = *std::move(text);
  source.label = schema_file;
  source.file = schema_file;
  std::vector<std::string> further;
  const auto schema = JsonSchema::compile(std::move(source), &further);
  if (schema.has_error()) {
    std::vector<Finding> findings = {{"", "", schema.error().message}};
    for (auto& trouble : further) findings.push_back({"", "", std::move(trouble)});
    return fail(findings, schema.error().kind);
  }
  const auto report = check_json_rows(file, file, **schema);
  if (report.has_error()) return fail(report.error());
  for (const auto& sentence : report->findings.sentences(file)) say(stderr, "{}\n", sentence);
  const auto all = report->findings.all();
  say("{}: {}, {}\n", file, plural(report->rows, "row"),
      all == 0 ? "all as the schema has them" : plural(all, "finding"));
  return all == 0 ? 0 : kFoundSomething;
}

int check_file(const GivenOptions& given) {
  const auto file = *given.text("FILE");
  const auto schema_file = given.text("--schema");
  if (!schema_file && !given.has("--reference"))
    return fail({{"data check", "", "needs --schema FILE, or --reference FILE", true}}, ErrorKind::usage);
  ReadDataSchema read;
  if (const auto checked = schema_file ? check_by_json_schema(file, *schema_file) : std::nullopt) {
    if (*checked != 0 || !given.has("--reference")) return *checked;
  } else if (schema_file) {
    read = read_data_schema(*schema_file, *schema_file, file);
    if (!read.schema) return fail(read.findings, ErrorKind::invalid);
    const auto held = hold_rows(file, *read.schema, "");
    if (held.has_error()) return fail(held.error());
    if (!*held) return kFoundSomething;
  }
  return compare_with_reference(given, file, read.schema ? &*read.schema : nullptr);
}

int describe_file(const GivenOptions& given) {
  const auto file = *given.text("FILE");
  auto rows = DataRows::open(file, file);
  if (rows.has_error()) return fail(rows.error());
  std::vector<std::string> notes;
  const auto schema = describe_data(**rows, &notes);
  if (schema.has_error()) return fail(schema.error());
  for (const auto& note : notes) say(stderr, "note: {}\n", note);
  const auto text = yaml_of(*schema);
  const auto out = given.text("--out");
  if (!out) {
    say("{}", text);
    return 0;
  }
  std::ofstream into(*out);
  into << text;
  into.flush();
  if (into) return 0;
  const int error = errno;
  return fail(Error{kind_of_unwritable(error), fmt::format("{}: {}", *out, std::strerror(error))});
}

}  // namespace

Command data_command() {
  return {
      "data",
      "Rows of data beside a schema and beside good ones: check, describe",
      {},
      "Examples:\n"
      "  plimsoll data describe train.csv --out schema.yaml\n"
      "  plimsoll data check requests.csv --schema schema.yaml --reference train.csv",
      {},
      {{"check",
        "Look at every row of a file: columns, types, ranges, values, rules; and whether it is spread like good data",
        {{"FILE", "", "CSV, TSV, JSON lines or JSON"},
         {"--schema", "", "A schema, a JSON Schema, or a scenario with a feeder that has one"},
         {"--reference", "", "A file of good data that it is to be spread like (what the schema kept)"},
         {"--fail-on-drift", "", "A column that is spread otherwise is a finding", "Options", OptionForm::flag}},
        "Exit codes: 0 good, 64 usage, 65 findings or a file that cannot be read.",
        check_file},
       {"describe",
        "Make a schema of a good file",
        {{"FILE", "", "CSV, TSV, JSON lines or JSON"}, {"--out", "", "A file (standard output)"}},
        "",
        describe_file}}};
}

}  // namespace plimsoll
