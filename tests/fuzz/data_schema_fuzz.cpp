// A schema of columns, a line of ---, and rows of CSV: reading neither crashes, and rows that hold have no findings.

#include "scenarios/data/data_check.h"
#include "scenarios/data/data_schema_table.h"

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plimsoll;
  constexpr std::string_view kBetween = "\n---\n";
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto between = text.find(kBetween);
  if (between == std::string_view::npos || size > 16'384) return 0;
  static const auto kFolder = [] {
    auto pattern = (std::filesystem::temp_directory_path() / "plimsoll-fuzz-XXXXXX").string();
    return std::filesystem::path(mkdtemp(pattern.data()));
  }();
  const auto write = [](const std::filesystem::path& file, std::string_view content) {
    std::ofstream(file, std::ios::binary) << content;
  };
  const auto schema_file = kFolder / "schema.yaml";
  const auto rows_file = kFolder / "rows.csv";
  write(schema_file, text.substr(0, between));
  write(rows_file, text.substr(between + kBetween.size()));
  const auto read = read_data_schema(schema_file, "schema.yaml", rows_file);
  if (read.schema.has_value() != read.findings.empty()) std::abort();
  if (!read.schema) return 0;
  auto rows = DataRows::open(rows_file, "rows.csv");
  if (rows.has_error()) return 0;
  const auto report = check_data(**rows, *read.schema);
  if (report.has_error()) return 0;
  if (report->holds() != report->findings.empty()) std::abort();
  if (report->findings.size() > DataReport::kMostFindings) std::abort();
  if (sentences_of(*report, "rows.csv").empty() != report->holds()) std::abort();
  return 0;
}
