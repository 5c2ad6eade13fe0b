#pragma once

// Exports a scenario in the middle of a test. Values; one thread.

#include "exports/export.h"
#include "tests/support/temp_folder.h"

#include <map>
#include <string>

namespace plimsoll::test {

struct ExportText {
  std::string scenario;
  ExportFormat format = ExportFormat::curl;
  std::map<std::string, std::string> environment{};
};

// Fails the test where it cannot be read or exported. Its files lie in the folder, and the written one would too.
WrittenExport exported(const ExportText& input, const TempFolder& folder);

// Its findings, or its error; empty, and the test fails, where it can be exported.
std::string export_refusal(const ExportText& input, const TempFolder& folder);

}  // namespace plimsoll::test
