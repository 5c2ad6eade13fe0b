#pragma once

// The rows of a file of data, one at a time, however large it is: CSV, TSV, JSON lines or one array of objects. Owned
// by whoever reads; one thread.

#include "core/error.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

struct DataCell {
  enum class Kind { absent, null, boolean, number, text, structured };
  Kind kind = Kind::absent;
  std::string text;  // of JSON text without its quotes
};

class DataRows {
 public:
  // `label`: of the file, in every message. Error: it cannot be read, has no head or one
  // that is no text or parted by other than its separator, or is none of these by its name.
  // `form`: csv, tsv, jsonl or json where its name does not say it.
  static Result<std::unique_ptr<DataRows>> open(const std::filesystem::path& file, const std::string& label,
                                                std::string_view form = {});
  virtual ~DataRows() = default;
  DataRows(const DataRows&) = delete;
  DataRows& operator=(const DataRows&) = delete;

  const std::string& label() const noexcept { return label_; }

  // Those of a table by its head; of JSON those that came so far, in the order in which they came first.
  const std::vector<std::string>& columns() const noexcept { return columns_; }
  // Whether a cell says what it is: that of a table is text, whatever it holds, and an empty one is null.
  virtual bool is_typed() const = 0;
  // What is wrong with the row as a whole, which has no cells then; empty: nothing.
  const std::string& trouble() const noexcept { return trouble_; }
  // One cell a column; false at the end. Error: place, what is wrong there and the remedy.
  virtual Result<bool> next(std::vector<DataCell>& into) = 0;
  virtual std::uint64_t line() const = 0;  // where the row begins, from 1

 protected:
  explicit DataRows(std::string label) : label_(std::move(label)) {}

  const std::string label_;
  std::vector<std::string> columns_;
  std::string trouble_;
};

}  // namespace plimsoll
