#include "scenarios/tables/feeder_table.h"

#include "core/nearest_name.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/feeders/feeder_reader.h"
#include "scenarios/template_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

namespace plimsoll {
namespace {

using Format = Feeder::Format;
using Order = Feeder::Order;

constexpr std::array kFeederFormats = {std::pair{"csv", Format::csv}, std::pair{"tsv", Format::tsv},
                                       std::pair{"jsonl", Format::jsonl}, std::pair{"json", Format::json},
                                       std::pair{"files", Format::files}};
constexpr std::array kFeederOrders = {std::pair{"sequential", Order::sequential}, std::pair{"shuffle", Order::shuffle},
                                      std::pair{"random", Order::random}, std::pair{"once", Order::once},
                                      std::pair{"by_user", Order::by_user}};
constexpr std::array kCellTypes = {std::pair{"text", CellType::text}, std::pair{"number", CellType::number},
                                   std::pair{"boolean", CellType::boolean}, std::pair{"json", CellType::json}};

template <class Table>
std::vector<std::string_view> words_of(const Table& table) {
  std::vector<std::string_view> words;
  words.reserve(table.size());
  for (const auto& [word, value] : table) words.push_back(word);
  return words;
}

template <class Table>
auto value_of(const Table& table, std::string_view word) {
  return std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.first == word; })->second;
}

std::optional<Format> format_of(const std::filesystem::path& file) {
  const auto extension = file.extension().string();
  if (extension == ".csv") return Format::csv;
  if (extension == ".tsv" || extension == ".tab") return Format::tsv;
  if (extension == ".jsonl" || extension == ".ndjson") return Format::jsonl;
  if (extension == ".json") return Format::json;
  return std::nullopt;
}

// Where the rows come from, and which columns there are.
void open_feeder(const Value& value, FeederDraft& draft) {
  if (!value.may_read_files()) return;
  const std::string label = draft.file->starts_with('@') ? draft.file->substr(1) : *draft.file;
  auto files = find_files(label, value.folder(), {});
  if (files.has_error()) return value.refuse(files.error().message);
  auto& feeder = draft.feeder;
  feeder.label = label;
  std::error_code ignored;
  const bool folder = std::filesystem::is_directory(value.folder() / label, ignored);
  for (const auto& file : *files) {
    const auto size = size_of_file(file);
    if (size.has_error()) return value.refuse(size.error().message);
    feeder.files.push_back(file.path);
    feeder.bytes += *size;
  }
  if (files->front().path.extension() == ".parquet")
    return value.refuse(fmt::format("{}: Parquet is not read: write the rows as CSV or JSON lines", label));
  const auto known = folder || files->size() > 1 ? std::optional(Format::files) : format_of(files->front().path);
  if (!draft.format && !known)
    return value.refuse(fmt::format("{}: its name does not say what it is: add format: {}", label,
                                    fmt::join(words_of(kFeederFormats), ", ")));
  feeder.format = draft.format ? *draft.format : *known;
  if (feeder.format != Format::files && files->size() > 1)
    return value.refuse(fmt::format("{}: these are {} files: rows come from one", label, files->size()));
  if (!feeder.is_in_order() && !feeder.is_kept())
    return value.refuse(
        fmt::format("{}: of more than 64 MiB rows come in order alone: order: sequential or once (shuf "
                    "mixes a file beforehand)",
                    label));
  auto columns = feeder_columns(feeder);
  if (columns.has_error()) return value.refuse(columns.error().message);
  if (columns->empty()) return value.refuse(fmt::format("{}: its first row names no columns", label));
  draft.known = *std::move(columns);
}

std::optional<FeederDraft> read_feeder(const Value& value) {
  FeederDraft draft;
  if (value.is_map()) {
    read_object(value, feeder_table(), draft);
    if (!draft.file) return std::nullopt;
  } else {
    draft.file = value.text();
    if (!draft.file) return std::nullopt;
  }
  open_feeder(value, draft);
  for (const auto& [column, type] : draft.types) {
    const std::vector<std::string_view> known(draft.known.begin(), draft.known.end());
    if (!known.empty() && std::find(known.begin(), known.end(), column) == known.end())
      value.refuse(fmt::format("types: there is no column \"{}\"{}", column, name_advice(column, known)));
  }
  draft.path = value.path();
  return draft;
}

std::optional<std::vector<FeederDraft>> read_feeders(const Value& value) {
  if (!value.is_map()) {
    value.expected("a mapping of names to data, like {row: \"data.csv\"}");
    return std::nullopt;
  }
  std::vector<FeederDraft> drafts;
  for (const auto& [key, line, entry] : value.entries()) {
    if (!is_template_name(key)) entry.refuse("expected a name of letters, digits, _ and -: {{NAME.COLUMN}} names it");
    if (is_taken_name(key))
      entry.refuse(fmt::format("{{{{{}}}}} has a meaning of its own: give the feeder another name", key));
    auto draft = read_feeder(entry);
    if (!draft) continue;
    draft->feeder.name = key;
    drafts.push_back(*std::move(draft));
  }
  return drafts;
}

ValueType<std::vector<std::pair<std::string, CellType>>> types_type() {
  return {"mapping of columns to `text`, `number`, `boolean` or `json`",
          R"({"type": "object", "additionalProperties": {"enum": ["text", "number", "boolean", "json"]}})",
          [](const Value& value) -> std::optional<std::vector<std::pair<std::string, CellType>>> {
            if (!value.is_map()) {
              value.expected("a mapping of columns to text, number, boolean or json");
              return std::nullopt;
            }
            std::vector<std::pair<std::string, CellType>> types;
            for (const auto& [key, line, entry] : value.entries())
              if (const auto word = word_type(words_of(kCellTypes)).read(entry))
                types.emplace_back(std::string(key), value_of(kCellTypes, *word));
            return types;
          }};
}

}  // namespace

const ObjectTable<FeederDraft>& feeder_table() {
  using Draft = FeederDraft;
  static const ObjectTable<Draft> kTable = {
      "feeder",
      "Rows of data: `{{NAME.COLUMN}}` in a path, query, header or body is the row's value there.",
      {
          required(
              field_with<Draft>({"file", "", "the data; of a folder or a glob each file is a row"}, text_type(),
                                [](const Value&, Draft& draft, std::string file) { draft.file = std::move(file); })),
          field_with<Draft>(
              {"format", "by the file's name", "a table with a line of names, JSON objects, or whole files"},
              word_type(words_of(kFeederFormats)),
              [](const Value&, Draft& draft, std::string_view word) { draft.format = value_of(kFeederFormats, word); }),
          field_with<Draft>({"order", "sequential",
                             "in turn over all users; each once a turn in a drawn order; drawn; in turn until none is "
                             "left, which ends the load; or to each user its own part"},
                            word_type(words_of(kFeederOrders)),
                            [](const Value&, Draft& draft, std::string_view word) {
                              draft.feeder.order = value_of(kFeederOrders, word);
                            }),
          field({"types", "a number where all rows of a table have one, else text", "what a column holds"},
                &Draft::types, types_type()),
      },
      {{"path", "is called `file`"}, {"files", "is called `file`: a folder or a glob is one too"}}};
  return kTable;
}

ValueType<std::vector<FeederDraft>> feeders_type() {
  return {"mapping of names to a file or [feeder](#feeder)",
          R"({"type": "object", "additionalProperties": {"oneOf": [{"type": "string"}, {"$ref": "#/$defs/feeder"}]}})",
          read_feeders};
}

}  // namespace plimsoll
