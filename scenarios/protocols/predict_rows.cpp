#include "scenarios/protocols/predict_rows.h"

#include "core/json/json.h"
#include "core/nearest_name.h"
#include "core/units.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/feeders/feeder_reader.h"
#include "scenarios/fields/inline_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

std::optional<Feeder::Format> row_format_of(const std::filesystem::path& file) {
  const auto extension = file.extension().string();
  if (extension == ".csv") return Feeder::Format::csv;
  if (extension == ".tsv" || extension == ".tab") return Feeder::Format::tsv;
  if (extension == ".jsonl" || extension == ".ndjson") return Feeder::Format::jsonl;
  if (extension == ".json") return Feeder::Format::json;
  return std::nullopt;
}

Json json_of_cell(const RowBlock::Cell& cell) {
  switch (cell.type) {
    case CellType::null:
      return nullptr;
    case CellType::boolean:
      return cell.text == "true";
    case CellType::text:
      return std::string(cell.text);
    case CellType::number:
    case CellType::json:
      break;
  }
  return parse_ordered_json(cell.text);
}

// Where each wanted column stands; nothing, and a finding, where one is not there.
std::optional<std::vector<std::size_t>> places_of(const Value& value, const std::vector<std::string>& wanted,
                                                  const std::vector<std::string>& known) {
  std::vector<std::size_t> places;
  for (const auto& name : wanted) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      const std::vector<std::string_view> names(known.begin(), known.end());
      value.refuse(fmt::format("there is no column \"{}\"{}", name, name_advice(name, names)));
      return std::nullopt;
    }
    places.push_back(static_cast<std::size_t>(found - known.begin()));
  }
  return places;
}

void read_file_rows(const Value& value, const std::vector<std::string>& wanted, PredictInput& into) {
  if (!value.may_read_files()) return;
  auto name = value.text();
  if (!name) return;
  if (name->starts_with('@')) name->erase(0, 1);
  Feeder feeder;
  feeder.label = *name;
  feeder.order = Feeder::Order::shuffle;  // so that they are kept
  const NamedFile file{value.folder() / *name, *name};
  const auto size = size_of_file(file);
  if (size.has_error()) return value.refuse(size.error().message);
  const auto format = row_format_of(file.path);
  if (!format) return value.refuse(fmt::format("{}: expected rows as .csv, .tsv, .jsonl or .json", *name));
  feeder.format = *format;
  feeder.files = {file.path};
  feeder.bytes = *size;
  if (!feeder.is_kept())
    return value.refuse(fmt::format("{}: more than {}: make it a feeder, and write input: [[\"{{{{rows.x}}}}\", ...]]",
                                    *name, format_bytes(static_cast<double>(Feeder::kMostKept))));
  const auto known = feeder_columns(feeder);
  if (known.has_error()) return value.refuse(known.error().message);
  const auto places = places_of(value, wanted.empty() ? *known : wanted, *known);
  if (!places) return;
  for (const auto& column : wanted.empty() ? *known : wanted)
    feeder.columns.push_back({column, feeder.is_table() ? CellType::text : CellType::json});
  const std::vector<bool> typed(feeder.columns.size(), false);
  if (const auto done = survey_feeder(feeder, typed); done.has_error()) return value.refuse(done.error().message);
  if (!feeder.rows) return value.refuse(fmt::format("{}: its rows could not be kept", *name));
  const auto& rows = *feeder.rows;
  if (rows.rows() > kMostPredictRows)
    return value.refuse(
        fmt::format("{}: {} rows, more than {}: make it a feeder, and write input: [[\"{{{{rows.x}}}}\", ...]]", *name,
                    rows.rows(), kMostPredictRows));
  auto instances = std::make_shared<Json>(Json::array());
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    auto cells = Json::array();
    for (std::size_t i = 0; i < feeder.columns.size(); ++i) cells.push_back(json_of_cell(rows.cell(row, i)));
    instances->push_back(std::move(cells));
  }
  for (auto& column : feeder.columns) into.columns.push_back(std::move(column.name));
  into.instances = std::move(instances);
}

// The column that the row lacks; null: it has them all.
const std::string* add_cells(const Json& row, const std::vector<std::string>& columns, Json& instances) {
  auto cells = Json::array();
  for (const auto& column : columns) {
    if (!row.contains(column)) return &column;
    cells.push_back(row[column]);
  }
  instances.push_back(std::move(cells));
  return nullptr;
}

// [{age: 41}, ...] or [[41], ...]
void read_inline_rows(const Value& value, const std::vector<std::string>& wanted, PredictInput& into) {
  const auto list = inline_json(value);
  if (!list) return;
  if (list->empty()) return value.expected("at least one row");
  auto instances = std::make_shared<Json>(Json::array());
  const bool has_names = list->front().is_object();
  std::vector<std::string> known;
  if (has_names)
    for (const auto& [key, cell] : list->front().items()) known.push_back(key);
  const auto places = has_names ? places_of(value, wanted.empty() ? known : wanted, known) : std::nullopt;
  if (has_names && !places) return;
  if (has_names) into.columns = wanted.empty() ? known : wanted;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto& row = (*list)[i];
    const bool fits = has_names ? row.is_object() : row.is_array() && row.size() == list->front().size();
    if (!fits)
      return value.refuse(fmt::format("row {} is not like the first: expected {} each", i + 1,
                                      has_names ? "names and values" : "a list of as many values"));
    if (!has_names) {
      instances->push_back(row);
      continue;
    }
    if (const auto* lacking = add_cells(row, into.columns, *instances))
      return value.refuse(fmt::format("row {} has no {}, which the first has", i + 1, *lacking));
  }
  into.instances = std::move(instances);
}

}  // namespace

void read_predict_rows(const Value& value, const std::vector<std::string>& wanted, PredictInput& into) {
  if (value.is_list())
    read_inline_rows(value, wanted, into);
  else if (value.is_scalar())
    read_file_rows(value, wanted, into);
  else
    value.expected("a file of rows like iris.csv, or a list of rows");
}

}  // namespace plimsoll
