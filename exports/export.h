#pragma once

// A scenario as the file of another tool, written as a person would. What that tool has no words for is listed, in the
// file too. Reads the scenario's own files; writes nothing. One thread.

#include "core/error.h"
#include "exports/export_variables.h"
#include "scenarios/scenario.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

enum class ExportFormat { hurl, curl, locust, k6 };

std::optional<ExportFormat> export_format(std::string_view name);
std::string export_format_names();  // "hurl, curl, locust, k6"

struct ExportQuestion {
  ExportFormat format = ExportFormat::curl;
  std::string source;          // the scenario's file, as people call it
  std::filesystem::path from;  // where the names of its files start
  std::filesystem::path to;    // the folder of what is written
  std::string out;             // its file; empty: there is none yet
};

struct WrittenExport {
  std::string text;
  std::vector<std::string> unsaid;  // "requests[0].fault: ..."
  std::size_t requests = 0;
};

// Of a scenario that was read by read_for_export(). Error: a feeder or a log that cannot be read, or nothing to send.
Result<WrittenExport> export_scenario(Scenario scenario, ExportVariables& variables, const ExportQuestion& question);

}  // namespace plimsoll
