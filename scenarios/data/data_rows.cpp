#include "scenarios/data/data_rows.h"

#include "core/csv_reader.h"
#include "core/json/json.h"
#include "core/utf8.h"
#include "scenarios/feeders/json_objects.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMostCellBytes = 16 << 20;
constexpr std::size_t kMostColumns = 10'000;

class TableData : public DataRows {
 public:
  TableData(const std::filesystem::path& file, std::string label, char separator)
      : DataRows(std::move(label)),
        separator_(separator),
        in_(file, std::ios::binary),
        csv_(in_, kMostCellBytes, separator) {}

  Result<> read_head() {
    if (!in_) return invalid(fmt::format("{}: cannot be read", label_));
    const auto more = csv_.next();
    if (more.has_error()) return wrong(more.error().message);
    if (!*more) return wrong("is empty: expected a line with the names of its columns");
    columns_ = csv_.fields();
    if (const auto trouble = trouble_of_head(); !trouble.empty()) return wrong(trouble);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].empty()) return wrong(fmt::format("column {} has no name", i + 1));
      if (std::find(columns_.begin(), columns_.begin() + static_cast<std::ptrdiff_t>(i), columns_[i]) !=
          columns_.begin() + static_cast<std::ptrdiff_t>(i))
        return wrong(fmt::format("two columns are called \"{}\"", columns_[i]));
    }
    return {};
  }

  bool is_typed() const override { return false; }
  std::uint64_t line() const override { return csv_.line(); }

  Result<bool> next(std::vector<DataCell>& into) override {
    const auto more = csv_.next();
    if (more.has_error()) return wrong(more.error().message);
    if (!*more) return false;
    const auto& fields = csv_.fields();
    trouble_.clear();
    if (fields.size() != columns_.size()) {
      trouble_ = fmt::format("expected {} fields as in the head, got {}", columns_.size(), fields.size());
      into.clear();
      return true;
    }
    into.resize(fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
      into[i].kind = fields[i].empty() ? DataCell::Kind::null : DataCell::Kind::text;
      into[i].text = fields[i];
    }
    return true;
  }

 private:
  Error wrong(const std::string& what) const { return invalid(fmt::format("{}: {}", label_, what)); }

  std::string trouble_of_head() const {
    if (columns_.size() == 1 && separator_ == ',' && columns_.front().find('\t') != std::string::npos)
      return "its fields are parted by tabs: expected commas, or .tsv as the end of its name";
    for (std::size_t i = 0; i < columns_.size(); ++i)
      for (std::string_view rest = columns_[i]; !rest.empty();) {
        const auto point = first_code_point(rest);
        if (!point.valid || is_control(point.value))
          return fmt::format("the name of column {} is no text in UTF-8: is this a file of rows?", i + 1);
        rest.remove_prefix(point.length);
      }
    if (columns_.size() > 1 || columns_.empty()) return "";
    const std::string_view only = columns_.front();
    if (only.find(';') != std::string_view::npos)
      return fmt::format("its fields are parted by semicolons: expected {}", separator_ == ',' ? "commas" : "tabs");
    if (separator_ == '\t' && only.find(',') != std::string_view::npos)
      return "its fields are parted by commas: expected tabs, or .csv as the end of its name";
    return "";
  }

  const char separator_;
  std::ifstream in_;
  CsvReader csv_;
};

class ObjectData : public DataRows {
 public:
  ObjectData(const std::filesystem::path& file, const std::string& label) : DataRows(label), objects_(file, label) {}

  bool is_typed() const override { return true; }
  std::uint64_t line() const override { return objects_.line(); }

  Result<bool> next(std::vector<DataCell>& into) override {
    const auto more = objects_.next(row_);
    if (more.has_error()) return more.error();
    if (!*more) return false;
    for (auto& cell : into) cell.kind = DataCell::Kind::absent;
    into.resize(columns_.size());
    for (const auto& [key, value] : row_.items()) {
      const auto place = static_cast<std::size_t>(std::find(columns_.begin(), columns_.end(), key) - columns_.begin());
      if (place == columns_.size()) {
        if (columns_.size() >= kMostColumns)
          return invalid(fmt::format("{}:{}: more than {} different keys", label_, line(), kMostColumns));
        columns_.push_back(key);
        into.emplace_back();
      }
      set(value, into[place]);
    }
    return true;
  }

 private:
  static void set(const nlohmann::ordered_json& value, DataCell& cell) {
    using Is = DataCell::Kind;
    cell.kind = value.is_string()    ? Is::text
                : value.is_number()  ? Is::number
                : value.is_boolean() ? Is::boolean
                : value.is_null()    ? Is::null
                                     : Is::structured;
    cell.text = value.is_string() ? value.get<std::string>() : value.is_null() ? std::string() : to_text(value);
  }

  JsonObjects objects_;
  nlohmann::ordered_json row_;
};

}  // namespace

Result<std::unique_ptr<DataRows>> DataRows::open(const std::filesystem::path& file, const std::string& label,
                                                 std::string_view form) {
  const auto kind = form.empty() ? file.extension().string() : "." + std::string(form);
  if (kind == ".csv" || kind == ".tsv" || kind == ".tab") {
    auto table = std::make_unique<TableData>(file, label, kind == ".csv" ? ',' : '\t');
    const auto head = table->read_head();
    if (head.has_error()) return head.error();
    return std::unique_ptr<DataRows>(std::move(table));
  }
  if (kind == ".json" || kind == ".jsonl" || kind == ".ndjson") {
    if (!std::ifstream(file)) return invalid(fmt::format("{}: cannot be read", label));
    return std::unique_ptr<DataRows>(std::make_unique<ObjectData>(file, label));
  }
  if (kind == ".parquet")
    return invalid(fmt::format("{}: Parquet is not read: write the rows as CSV or JSON lines", label));
  return invalid(fmt::format("{}: its name does not say what it is: expected .csv, .tsv, .jsonl or .json", label));
}

}  // namespace plimsoll
