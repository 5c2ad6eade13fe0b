#include "conduct/row_stream.h"

#include "core/json/json.h"
#include "record/memory_columns.h"
#include "reports/csv.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const std::optional<double>& value) { return value ? Json(*value) : Json(); }
template <class T>
Json json_of(const T& value) {
  if constexpr (kIsList<T>)
    return {};
  else
    return value;
}

// A line under the titles of memory.csv.
std::string json_line(const std::string& monitor, const MemoryRow& row, const std::vector<SeriesLabel>& judged_beside) {
  Json json;
  json["monitor"] = monitor;
  for (const auto& column : kMemoryColumns)
    if (!column.title.empty() && !column.of_load)
      json[std::string(column.title)] = with_field(column, row, [](const auto& value) { return json_of(value); });
  for (std::size_t i = 0; i < judged_beside.size(); ++i)
    json[judged_beside[i].name] = json_of(i < row.judged_beside.size() ? row.judged_beside[i] : std::nullopt);
  return to_text(json) + "\n";
}

}  // namespace

Result<std::unique_ptr<RowStream>> RowStream::open(const std::string& file, RowFormat format) {
  const bool standard = file == "-";
  std::FILE* out = standard ? stdout : std::fopen(file.c_str(), "we");
  if (out == nullptr)
    return Error{kind_of_unwritable(errno),
                 fmt::format("{} cannot be written: {}; choose another file", file, std::strerror(errno))};
  return std::unique_ptr<RowStream>(new RowStream(standard ? "standard output" : file, out, format));
}

RowStream::RowStream(std::string name, std::FILE* file, RowFormat format)
    : name_(std::move(name)), file_(file), format_(format) {}

RowStream::~RowStream() {
  if (!to_standard_output()) std::fclose(file_);
}

void RowStream::add(const std::string& monitor, const std::vector<MemoryRow>& rows,
                    const std::vector<SeriesLabel>& judged_beside) {
  const std::scoped_lock lock(mutex_);
  if (error_ != 0) return;
  std::ostringstream text;
  if (!std::exchange(begun_, true) && format_ == RowFormat::csv) {
    columns_ = judged_beside;
    write_memory_titles(columns_, {}, text);
  }
  for (const auto& row : rows)
    if (format_ == RowFormat::csv)
      write_memory_row(row, columns_.size(), 0, text);
    else
      text << json_line(monitor, row, judged_beside);
  write(text.str());
}

void RowStream::write(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) error_ = errno;
}

void RowStream::flush() {
  const std::scoped_lock lock(mutex_);
  if (error_ == 0 && std::fflush(file_) != 0) error_ = errno;
}

bool RowStream::broken() const {
  const std::scoped_lock lock(mutex_);
  return error_ != 0;
}

std::string RowStream::problem() const {
  const std::scoped_lock lock(mutex_);
  if (error_ == 0 || error_ == EPIPE) return {};
  return fmt::format("{} could not be written to its end: {}", name_, std::strerror(error_));
}

}  // namespace plimsoll
