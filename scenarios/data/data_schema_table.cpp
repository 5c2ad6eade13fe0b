#include "scenarios/data/data_schema_table.h"

#include "core/pattern.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/document/duplicate_keys.h"
#include "scenarios/document/yaml_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace plimsoll {
namespace {

using Type = ColumnRule::Type;

constexpr std::array kColumnTypes = {std::pair{"any", Type::any}, std::pair{"integer", Type::integer},
                                     std::pair{"number", Type::number}, std::pair{"text", Type::text},
                                     std::pair{"boolean", Type::boolean}};
constexpr std::uint64_t kMostSchemaBytes = 16 << 20;

ValueType<double> any_number_type() {
  return {"number", R"({"type": "number"})", [](const Value& value) { return value.number(); }};
}

template <class T>
ValueType<std::vector<T>> plain_list(std::string words, std::string schema,
                                     std::function<std::optional<T>(const Value&)> read) {
  return {std::move(words), R"({"type": "array", "items": )" + schema + "}",
          [read](const Value& value) -> std::optional<std::vector<T>> {
            if (!value.is_list()) {
              value.expected("a list, like [1, 2]");
              return std::nullopt;
            }
            std::vector<T> list;
            for (const auto& item : value.items())
              if (auto one = read(item)) list.push_back(*std::move(one));
            return list;
          }};
}

ValueType<std::vector<std::string>> texts_type() {
  return plain_list<std::string>("list of texts", R"({"type": ["string", "number", "boolean"]})",
                                 [](const Value& value) { return value.text(); });
}

Result<std::string> parse_data_pattern(std::string_view text) {
  const auto pattern = Pattern::compile(std::string(text));
  if (pattern.has_value()) return std::string(text);
  return invalid(fmt::format(R"("{}" is not a regular expression: {})", text, pattern.error().message));
}

void set_column_type(const Value&, ColumnRule& rule, std::string_view word) {
  rule.type =
      std::find_if(kColumnTypes.begin(), kColumnTypes.end(), [&](auto& one) { return one.first == word; })->second;
}

std::optional<KeptHistogram> read_histogram(const Value& value) {
  KeptHistogram histogram;
  read_object(value, data_histogram_table(), histogram);
  const auto bins = std::max(histogram.edges.size(), histogram.categories.size()) + 1;
  if (histogram.counts.size() != bins)
    value.refuse(fmt::format("expected {} counts, one more than there are edges or values, got {}", bins,
                             histogram.counts.size()));
  if (!std::is_sorted(histogram.edges.begin(), histogram.edges.end())) value.refuse("its edges are not in order");
  for (const auto count : histogram.counts) histogram.rows += count;
  return histogram;
}

std::optional<ColumnRule> read_column(const Value& value) {
  ColumnRule rule;
  if (value.is_scalar()) {  // age: integer
    if (const auto word = word_type({"any", "integer", "number", "text", "boolean"}).read(value))
      set_column_type(value, rule, *word);
    return rule;
  }
  read_object(value, data_column_table(), rule);
  if (rule.low && rule.high && *rule.low > *rule.high) value.refuse("min is above max");
  return rule;
}

ValueType<std::vector<ColumnRule>> columns_type() {
  return {"mapping of names to a type or [data_column](#data_column)",
          R"({"type": "object", "additionalProperties": {"oneOf": [{"enum": ["any", "integer", "number", "text", )"
          R"("boolean"]}, {"$ref": "#/$defs/data_column"}]}})",
          [](const Value& value) -> std::optional<std::vector<ColumnRule>> {
            if (!value.is_map()) {
              value.expected("a mapping of column names to what they hold, like {age: integer}");
              return std::nullopt;
            }
            std::vector<ColumnRule> columns;
            for (const auto& [key, line, entry] : value.entries())
              if (auto column = read_column(entry)) {
                column->name = key;
                columns.push_back(*std::move(column));
              }
            return columns;
          }};
}

ValueType<std::vector<RowRule>> rules_type() {
  return plain_list<RowRule>("list of rules", R"({"type": "string"})",
                             [](const Value& value) { return value.parsed(parse_row_rule); });
}

std::optional<DataSchema> read_schema(const Value& value) {
  DataSchema schema;
  read_object(value, data_schema_table(), schema);
  for (const auto& rule : schema.rules)
    for (const auto& name : columns_of(rule))
      if (!schema.columns.empty() && !schema.extra && schema.find(name) == nullptr)
        value.refuse(fmt::format(R"(the rule "{}" names "{}", which is no column of it)", rule.text, name));
  return schema;
}

// Of a scenario: the feeder's of that data, or the only one.
const YamlNode* schema_in_scenario(const YamlNode& root, const std::filesystem::path& data, std::string& path) {
  const auto* feeders = root.find("feeders");
  if (feeders == nullptr || !feeders->is_map()) return nullptr;
  const YamlNode* found = nullptr;
  std::size_t count = 0;
  for (std::size_t i = 0; i < feeders->keys.size(); ++i) {
    const auto& feeder = feeders->items[i];
    const auto* schema = feeder.is_map() ? feeder.find("data_schema") : nullptr;
    if (schema == nullptr) continue;
    const auto* its = feeder.find("file");
    const bool is_its = its != nullptr && std::filesystem::path(its->text).filename() == data.filename();
    ++count;
    if (found != nullptr && !is_its) continue;
    found = schema;
    path = "feeders." + feeders->keys[i].text + ".data_schema";
    if (is_its) return found;
  }
  return count == 1 ? found : nullptr;
}

}  // namespace

const ObjectTable<KeptHistogram>& data_histogram_table() {
  using Kept = KeptHistogram;
  static const ObjectTable<Kept> kTable = {
      "data_histogram",
      "How often each value was there in the data that a schema was made of, as `plimsoll data describe` writes it.",
      {
          field({"edges", "", "upper ends of the bins of numbers, in order; the last bin has none"}, &Kept::edges,
                plain_list<double>("list of numbers", R"({"type": "number"})",
                                   [](const Value& value) { return value.number(); })),
          field({"values", "", "texts, instead of edges; the last count is of all others"}, &Kept::categories,
                texts_type()),
          required(field({"counts", "", "rows of each, one more than edges or values"}, &Kept::counts,
                         plain_list<std::uint64_t>(
                             "list of numbers", R"({"type": "integer", "minimum": 0})",
                             [](const Value& value) { return value.whole_number(0, std::uint64_t{1} << 53); }))),
      },
      {}};
  return kTable;
}

const ObjectTable<ColumnRule>& data_column_table() {
  using Rule = ColumnRule;
  static const ObjectTable<Rule> kTable = {
      "data_column",
      "What a column of the data holds.",
      {
          field_with<Rule>({"type", "any", "what every value is"},
                           word_type({"any", "integer", "number", "text", "boolean"}), set_column_type),
          field({"min", "", "the least number"}, &Rule::low, any_number_type()),
          field({"max", "", "the greatest number"}, &Rule::high, any_number_type()),
          field({"values", "", "all values that there may be"}, &Rule::values, texts_type()),
          field({"pattern", "", "a regular expression that is found in every value"}, &Rule::pattern,
                ValueType<std::string>{"regular expression", R"({"type": "string", "format": "regex"})",
                                       [](const Value& value) { return value.parsed(parse_data_pattern); }}),
          field({"longest", "", "bytes of a text at most"}, &Rule::longest, count_type(0, 1ULL << 40)),
          field({"unique", "false", "no value is there twice"}, &Rule::unique, boolean_type()),
          field({"nulls", "false", "a row may have no value in it"}, &Rule::nulls, boolean_type()),
          field({"optional", "false", "the column need not be there"}, &Rule::optional, boolean_type()),
          field({"histogram", "", "what other data is compared with"}, &Rule::histogram,
                ValueType<KeptHistogram>{"[data_histogram](#data_histogram)", R"({"$ref": "#/$defs/data_histogram"})",
                                         read_histogram}),
      },
      {{"range", "is called `min` and `max`"},
       {"enum", "is called `values`"},
       {"categories", "is called `values`"},
       {"nullable", "is called `nulls`"},
       {"required", "is the rule: `optional: true` is the exception"}}};
  return kTable;
}

const ObjectTable<DataSchema>& data_schema_table() {
  using Schema = DataSchema;
  static const ObjectTable<Schema> kTable = {
      "data_schema",
      "What rows of data have to be. Every row is held against it before any load.",
      {
          required(field({"columns", "", "what there has to be"}, &Schema::columns, columns_type())),
          field({"extra", "false", "further columns may be there"}, &Schema::extra, boolean_type()),
          field({"rules", "",
                 "between columns of one row: `a <= b`, `a + b = c within 0.01`, `when plan is premium then discount "
                 "present` (or `absent`); a name with blanks stands in quotes"},
                &Schema::rules, rules_type()),
          field({"rows", "1", "the fewest rows"}, &Schema::fewest_rows, count_type(0, 1ULL << 40)),
      },
      {{"$schema", "is of a JSON Schema: plimsoll data check takes it, and body_schema of a request"},
       {"properties",
        "is of a JSON Schema: plimsoll data check takes it, and body_schema of a request; here it is "
        "`columns`"}}};
  return kTable;
}

ValueType<DataSchema> data_schema_type() {
  return {"file, or [data_schema](#data_schema)", R"({"oneOf": [{"type": "string"}, {"$ref": "#/$defs/data_schema"}]})",
          [](const Value& value) -> std::optional<DataSchema> {
            if (value.is_map()) return read_schema(value);
            const auto name = value.text();
            if (!name || !value.may_read_files()) return std::nullopt;
            const auto label = name->starts_with('@') ? name->substr(1) : *name;
            auto read = read_data_schema(value.folder() / label, label, {});
            for (const auto& finding : read.findings) value.refuse(finding.text());
            return std::move(read.schema);
          }};
}

ReadDataSchema read_data_schema(const std::filesystem::path& file, const std::string& label,
                                const std::filesystem::path& data) {
  ReadDataSchema read;
  const auto text = read_file({file, label}, kMostSchemaBytes);
  if (text.has_error()) {
    read.findings.push_back({"", "", text.error().message});
    return read;
  }
  const auto loaded = load_yaml(*text);
  if (!loaded.root) {
    read.findings.push_back(
        {fmt::format("{}:{}:{}", label, loaded.trouble.line, loaded.trouble.column), "", loaded.trouble.message});
    return read;
  }
  FindingLog log(label);
  refuse_duplicate_keys(*loaded.root, log);
  ParseContext context{log, file.parent_path(), kMostSchemaBytes, {}};
  const Value root(*loaded.root, "", context);
  const bool is_scenario =
      root.is_map() && (loaded.root->find("requests") != nullptr || loaded.root->find("feeders") != nullptr);
  std::optional<DataSchema> schema;
  std::string path;
  if (is_scenario) {
    const auto* node = schema_in_scenario(*loaded.root, data, path);
    if (node == nullptr)
      root.refuse("has no feeder with a data_schema for this file");
    else
      schema = data_schema_type().read(Value(*node, path, context));
  } else if (root.is_map()) {
    schema = read_schema(root);
  } else {
    root.expected("a schema: a mapping that starts like columns: {age: integer}");
  }
  read.findings = log.take_findings();
  if (read.findings.empty()) read.schema = std::move(schema);
  return read;
}

}  // namespace plimsoll
