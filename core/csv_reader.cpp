#include "core/csv_reader.h"

#include <fmt/format.h>

#include <streambuf>
#include <string_view>

namespace plimsoll {
namespace {

// A trace is numbers. What goes beyond is no trace, and must not fill the memory.
constexpr std::size_t kMaxFields = 10'000;

std::string_view name_of(char separator) {
  return separator == ',' ? "comma" : separator == ';' ? "semicolon" : separator == '\t' ? "tab" : "separator";
}

}  // namespace

CsvReader::CsvReader(std::istream& in, std::size_t max_field_bytes, char separator, std::size_t first_line)
    : in_(in), max_field_bytes_(max_field_bytes), separator_(separator), line_(first_line) {}

bool CsvReader::ends_field(int next) const { return next == separator_ || next == '\n' || next == '\r' || next < 0; }

void CsvReader::skip_byte_order_mark() {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (peek() != static_cast<unsigned char>(kMark[0])) return;
  for (std::size_t i = 0; i < kMark.size(); ++i) take();
}

int CsvReader::peek() {
  if (!in_.good()) return kEnd;
  const int next = in_.rdbuf()->sgetc();
  return next == std::streambuf::traits_type::eof() ? kEnd : next;
}

int CsvReader::take() {
  const int next = peek();
  if (next == kEnd) return kEnd;
  in_.rdbuf()->sbumpc();
  if (next == '\n') ++line_;
  return next;
}

Result<bool> CsvReader::next() {
  try {
    if (record_line_ == 0) skip_byte_order_mark();
    while (peek() == '\n' || peek() == '\r') take();
    if (peek() == kEnd) {
      if (in_.bad()) return error(line_, "the stream could not be read");
      return false;
    }
    if (auto read = read_record(); !read) return read.error();
    return true;
  } catch (const std::ios_base::failure&) {
    return error(line_, "the stream could not be read");
  }
}

Result<void> CsvReader::read_record() {
  record_line_ = line_;
  fields_.clear();
  while (true) {
    if (fields_.size() == kMaxFields) return error(record_line_, fmt::format("more than {} fields", kMaxFields));
    if (auto read = read_field(fields_.emplace_back()); !read) return read.error();
    if (peek() != separator_) break;
    take();
  }
  unended_ = peek() == kEnd;
  if (peek() == '\r') take();
  if (peek() == '\n') take();
  return {};
}

Result<void> CsvReader::read_field(std::string& field) {
  if (peek() == '"') return read_quoted(field);
  while (!ends_field(peek())) {
    const int next = take();
    if (next == '"') return error(line_, "a quote inside a field that does not begin with one; write \"\" in quotes");
    if (field.size() == max_field_bytes_)
      return error(line_, fmt::format("a field of more than {}; is this a CSV file?", limit_text()));
    field.push_back(static_cast<char>(next));
  }
  return {};
}

Result<void> CsvReader::read_quoted(std::string& field) {
  const std::size_t opened_on = line_;
  take();
  while (true) {
    const int next = take();
    if (next == kEnd) return error(opened_on, "a quote is opened here and never closed");
    if (next == '"') {
      if (peek() != '"') break;
      take();
    }
    if (field.size() == max_field_bytes_)
      return error(opened_on, fmt::format("a field of more than {}; is a quote left open?", limit_text()));
    field.push_back(static_cast<char>(next));
  }
  if (!ends_field(peek())) {
    return error(line_, fmt::format("expected a {} or the line's end after the closing quote", name_of(separator_)));
  }
  return {};
}

std::string CsvReader::limit_text() const { return fmt::format("{} KiB", max_field_bytes_ >> 10); }

Error CsvReader::error(std::size_t line, const std::string& message) {
  return {ErrorKind::invalid, fmt::format("line {}: {}", line, message)};
}

}  // namespace plimsoll
