#pragma once

// Records of a CSV file (RFC 4180), one at a time, with the line each begins on. Owned by one reading; one thread.

#include "core/error.h"

#include <cstddef>
#include <istream>
#include <string>
#include <vector>

namespace plimsoll {

class CsvReader {
 public:
  // The stream must outlive the reader. A byte order mark is skipped. `first_line`: the number of its first line.
  explicit CsvReader(std::istream& in, std::size_t max_field_bytes = std::size_t{64} << 10, char separator = ',',
                     std::size_t first_line = 1);

  // The next record; false at the end. Lines without a character are skipped. Errors name the line.
  Result<bool> next();

  const std::vector<std::string>& fields() const { return fields_; }
  std::size_t line() const { return record_line_; }
  bool at_end() const { return unended_; }  // the record ended with the file, not with a line

 private:
  static constexpr int kEnd = -1;

  void skip_byte_order_mark();
  bool ends_field(int next) const;
  int take();
  int peek();
  Result<void> read_record();
  Result<void> read_field(std::string& field);
  Result<void> read_quoted(std::string& field);
  std::string limit_text() const;
  static Error error(std::size_t line, const std::string& message);

  std::istream& in_;
  const std::size_t max_field_bytes_;
  const char separator_;
  std::size_t line_;
  std::size_t record_line_ = 0;
  bool unended_ = false;
  std::vector<std::string> fields_;
};

}  // namespace plimsoll
