#include "scenarios/feeders/feeder_reader.h"

#include "core/csv_reader.h"
#include "core/json/json.h"
#include "core/json/number_text.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/feeders/prompt_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostFieldBytes = 16 << 20;
constexpr std::size_t kMostLineBytes = 64 << 20;
constexpr std::size_t kSampledBytes = 4 << 20;  // of a file that is read while the load goes on
constexpr std::size_t kRowBytes = 16;           // that a row counts beside its text

Error wrong(const Feeder& feeder, std::uint64_t line, const std::string& what) {
  return invalid(fmt::format("{}:{}: {}", feeder.label, line, what));
}

bool is_truth_text(std::string_view text) { return text == "true" || text == "false"; }

// Whether a cell is what its column holds.
bool fits(std::string_view text, CellType type) {
  if (type == CellType::number) return is_number_text(text);
  return type != CellType::boolean || is_truth_text(text);
}

// What makes one field of a whole line of names. Empty: nothing does.
std::string trouble_of_head(const std::vector<std::string>& head, Feeder::Format format) {
  const std::string_view first = head.front();
  if (first.starts_with("\xFF\xFE") || first.starts_with("\xFE\xFF")) return "is UTF-16: save it as UTF-8";
  if (head.size() > 1) return "";
  if (first.find(';') != std::string_view::npos)
    return "semicolons part its names: save it with commas, or with tabs and format: tsv";
  if (format == Feeder::Format::csv && first.find('\t') != std::string_view::npos)
    return "tabs part its names: add format: tsv";
  return "";
}

class TableRows : public RowReader {
 public:
  explicit TableRows(const Feeder& feeder)
      : feeder_(feeder),
        in_(feeder.files.front(), std::ios::binary),
        csv_(in_, kMostFieldBytes, feeder.format == Feeder::Format::tsv ? '\t' : ',') {}

  Result<> read_head() {
    if (!in_) return invalid(fmt::format("{}: cannot be read", feeder_.label));
    const auto more = csv_.next();
    if (more.has_error()) return invalid(fmt::format("{}: {}", feeder_.label, more.error().message));
    if (!*more)
      return invalid(fmt::format("{}: is empty: expected a line with the names of its columns", feeder_.label));
    head_ = csv_.fields();
    if (const auto trouble = trouble_of_head(head_, feeder_.format); !trouble.empty())
      return wrong(feeder_, 1, trouble);
    for (std::size_t i = 0; i < head_.size(); ++i) {
      if (head_[i].empty()) return wrong(feeder_, 1, fmt::format("column {} has no name", i + 1));
      if (std::find(head_.begin(), head_.begin() + static_cast<std::ptrdiff_t>(i), head_[i]) !=
          head_.begin() + static_cast<std::ptrdiff_t>(i))
        return wrong(feeder_, 1, fmt::format("two columns are called \"{}\"", head_[i]));
    }
    for (const auto& column : feeder_.columns)
      places_.push_back(static_cast<std::size_t>(std::find(head_.begin(), head_.end(), column.name) - head_.begin()));
    return {};
  }
  const std::vector<std::string>& head() const { return head_; }

  Result<bool> next(RowBlock& into) override {
    const auto more = csv_.next();
    if (more.has_error()) return invalid(fmt::format("{}: {}", feeder_.label, more.error().message));
    if (!*more) return false;
    const auto& fields = csv_.fields();
    if (fields.size() != head_.size())
      return wrong(feeder_, csv_.line(),
                   fmt::format("expected {} fields as in the head, got {}", head_.size(), fields.size()));
    into.add_row(csv_.line());
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const auto& text = fields[places_[i]];
      const auto type = feeder_.columns[i].type;
      if (!text.empty() && !fits(text, type))
        return wrong(feeder_, csv_.line(),
                     fmt::format("{}: expected {}, got \"{}\"; where not all rows have one: types: {{{}: text}}",
                                 head_[places_[i]], type == CellType::number ? "a number" : "true or false",
                                 text.substr(0, 40), head_[places_[i]]));
      into.add_cell(text, text.empty() && type != CellType::text ? CellType::null : type);
    }
    return true;
  }

 private:
  const Feeder feeder_;
  std::ifstream in_;
  CsvReader csv_;
  std::vector<std::string> head_;
  std::vector<std::size_t> places_;  // by column, in the head
};

const Json* value_at(const Json& row, std::string_view path) {
  if (!row.is_object()) return nullptr;
  if (const auto whole = row.find(std::string(path)); whole != row.end()) return &*whole;
  for (auto dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1)) {
    const auto inner = row.find(std::string(path.substr(0, dot)));
    if (inner == row.end()) continue;
    if (const auto* found = value_at(*inner, path.substr(dot + 1))) return found;
  }
  return nullptr;
}

void add_paths(const Json& row, const std::string& before, std::vector<std::string>& paths) {
  for (const auto& [key, value] : row.items()) {
    paths.push_back(before + key);
    if (value.is_object()) add_paths(value, before + key + ".", paths);
  }
}

// Rows that are JSON objects.
class ObjectRows : public RowReader {
 public:
  explicit ObjectRows(const Feeder& feeder) : feeder_(feeder) {}

  // Nothing at the end.
  virtual Result<std::optional<Json>> next_object() = 0;
  virtual std::uint64_t line() const = 0;

  Result<bool> next(RowBlock& into) override {
    auto row = next_object();
    if (row.has_error()) return row.error();
    if (!*row) return false;
    into.add_row(line());
    for (const auto& column : feeder_.columns) {
      const auto* value = value_at(**row, column.name);
      if (value == nullptr)
        return wrong(feeder_, line(), fmt::format("has no \"{}\", which a request takes from it", column.name));
      add(*value, column.type, into);
    }
    return true;
  }

 protected:
  Error not_an_object() const { return wrong(feeder_, line(), R"(expected an object like {"age": 41})"); }
  const Feeder feeder_;

 private:
  static void add(const Json& value, CellType said, RowBlock& into) {
    if (value.is_string()) return into.add_cell(value.get_ref<const std::string&>(), CellType::text);
    const auto type = said == CellType::text  ? CellType::text
                      : value.is_number()     ? CellType::number
                      : value.is_boolean()    ? CellType::boolean
                      : value.is_structured() ? CellType::json
                                              : CellType::null;
    into.add_cell(value.is_null() ? std::string() : to_text(value), value.is_null() ? CellType::null : type);
  }
};

class LineRows : public ObjectRows {
 public:
  explicit LineRows(const Feeder& feeder) : ObjectRows(feeder), in_(feeder.files.front(), std::ios::binary) {}

  Result<std::optional<Json>> next_object() override {
    if (line_ == 0 && !in_) return invalid(fmt::format("{}: cannot be read", feeder_.label));
    do {
      if (!std::getline(in_, text_)) return std::optional<Json>();
      ++line_;
      if (text_.size() > kMostLineBytes) return wrong(feeder_, line_, "is longer than 64 MiB");
    } while (text_.find_first_not_of(" \t\r") == std::string::npos);
    auto parsed = parse_json({text_, feeder_.label, static_cast<std::size_t>(line_)});
    if (parsed.has_error()) return parsed.error();
    if (!parsed->is_object()) return not_an_object();
    return std::optional(*std::move(parsed));
  }
  std::uint64_t line() const override { return line_; }

 private:
  std::ifstream in_;
  std::string text_;
  std::uint64_t line_ = 0;
};

class ArrayRows : public ObjectRows {
 public:
  explicit ArrayRows(const Feeder& feeder) : ObjectRows(feeder) {}

  Result<> read() {
    if (feeder_.bytes > Feeder::kMostKept)
      return invalid(
          fmt::format("{}: an array of more than 64 MiB is not read: make it JSON lines, jq -c '.[]'", feeder_.label));
    auto text = read_file({feeder_.files.front(), feeder_.label}, kMostBodyBytes);
    if (text.has_error()) return text.error();
    auto parsed = parse_json({*text, feeder_.label});
    if (parsed.has_error()) return parsed.error();
    if (!parsed->is_array()) return invalid(fmt::format("{}: expected an array of objects", feeder_.label));
    rows_ = *std::move(parsed);
    return {};
  }

  Result<std::optional<Json>> next_object() override {
    if (row_ == rows_.size()) return std::optional<Json>();
    const auto& row = rows_[row_++];
    if (!row.is_object()) return not_an_object();
    return std::optional(row);
  }
  std::uint64_t line() const override { return row_; }

 private:
  Json rows_;
  std::size_t row_ = 0;
};

class FileRows : public RowReader {
 public:
  explicit FileRows(const Feeder& feeder) : feeder_(feeder) {}

  Result<bool> next(RowBlock& into) override {
    if (row_ == feeder_.files.size()) return false;
    const auto& file = feeder_.files[row_++];
    into.add_row(row_);
    for (const auto& column : feeder_.columns) {
      if (column.name == "content") {
        auto content = read_file({file, file.string()}, kMostBodyBytes);
        if (content.has_error()) return content.error();
        into.add_cell(*content, CellType::text);
      } else {
        into.add_cell(column.name == "name" ? file.filename().string() : file.string(), CellType::text);
      }
    }
    return true;
  }

 private:
  const Feeder feeder_;
  std::size_t row_ = 0;
};

// What the columns of a table turn out to be, row by row.
class TableTypes {
 public:
  TableTypes(Feeder& feeder, const std::vector<bool>& said) : feeder_(feeder), said_(said), seen_(said.size()) {}

  void look_at(const RowBlock& row) {
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      const auto text = row.cell(0, i).text;
      if (text.empty()) continue;
      seen_[i].any = true;
      seen_[i].numbers = seen_[i].numbers && is_number_text(text);
      seen_[i].truths = seen_[i].truths && is_truth_text(text);
    }
  }

  void set() {
    for (std::size_t i = 0; i < seen_.size(); ++i)
      if (!said_[i] && seen_[i].any)
        feeder_.columns[i].type = seen_[i].numbers  ? CellType::number
                                  : seen_[i].truths ? CellType::boolean
                                                    : CellType::text;
  }

 private:
  struct Seen {
    bool any = false, numbers = true, truths = true;
  };
  Feeder& feeder_;
  const std::vector<bool>& said_;
  std::vector<Seen> seen_;
};

}  // namespace

Result<std::unique_ptr<RowReader>> FeederReader::open(const Feeder& feeder) {
  const auto opened = [](auto reader, const Result<>& read) -> Result<std::unique_ptr<RowReader>> {
    if (read.has_error()) return read.error();
    return std::unique_ptr<RowReader>(std::move(reader));
  };
  switch (feeder.format) {
    case Feeder::Format::csv:
    case Feeder::Format::tsv: {
      auto rows = std::make_unique<TableRows>(feeder);
      const auto read = rows->read_head();
      return opened(std::move(rows), read);
    }
    case Feeder::Format::json: {
      auto rows = std::make_unique<ArrayRows>(feeder);
      const auto read = rows->read();
      return opened(std::move(rows), read);
    }
    case Feeder::Format::jsonl:
      return opened(std::make_unique<LineRows>(feeder), {});
    case Feeder::Format::prompts:
    case Feeder::Format::trace:
    case Feeder::Format::synthetic:
      return open_prompt_rows(feeder);
    case Feeder::Format::files:
      break;
  }
  return opened(std::make_unique<FileRows>(feeder), {});
}

Result<std::vector<std::string>> feeder_columns(const Feeder& feeder) {
  if (feeder.format == Feeder::Format::files) return std::vector<std::string>{"name", "path", "content"};
  if (feeder.has_prompts()) return prompt_columns(feeder.format);
  auto reader = FeederReader::open(feeder);
  if (reader.has_error()) return reader.error();
  if (const auto* table = dynamic_cast<TableRows*>(reader->get())) return table->head();
  auto row = dynamic_cast<ObjectRows&>(**reader).next_object();
  if (row.has_error()) return row.error();
  std::vector<std::string> paths;
  if (*row) add_paths(**row, "", paths);
  return paths;
}

Result<> survey_feeder(Feeder& feeder, const std::vector<bool>& typed) {
  if (feeder.format == Feeder::Format::files && !feeder.is_kept()) return {};
  auto reader = FeederReader::open(feeder);
  if (reader.has_error()) return reader.error();
  TableTypes types(feeder, typed);
  RowBlock row(feeder.columns.size());
  auto kept = std::make_shared<RowBlock>(feeder.columns.size());
  std::size_t sampled = 0;
  for (bool more = true; more && (feeder.is_kept() || sampled < kSampledBytes);) {
    row.clear();
    const auto read = (*reader)->next(row);
    if (read.has_error()) return read.error();
    more = *read;
    if (!more) break;
    sampled += row.bytes() + kRowBytes;
    if (feeder.is_table()) types.look_at(row);
    if (feeder.is_kept()) kept->append(row);
  }
  if (sampled == 0) return invalid(fmt::format("{}: has no rows", feeder.label));
  if (feeder.is_table()) {
    types.set();
    for (std::size_t i = 0; i < feeder.columns.size(); ++i) kept->set_type(i, feeder.columns[i].type);
  }
  if (feeder.is_kept()) feeder.rows = std::move(kept);
  return {};
}

}  // namespace plimsoll
