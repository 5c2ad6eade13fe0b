// Writes the sample runs as report pages into a folder: what the browser test opens, and a person who changes the page.
// With --records as run records too.

#include "record/run_record_json.h"
#include "reports/html/report.h"
#include "tests/page/sample_runs.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string_view>

int main(int argc, char** argv) {
  const bool with_records = argc == 3 && std::string_view(argv[2]) == "--records";
  if (argc != 2 && !with_records) {
    std::cerr << "usage: sample_reports FOLDER [--records]\n";
    return 64;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  for (const auto& [name, record] : plimsoll::sample_runs()) {
    std::ofstream file(folder / (name + ".html"), std::ios::binary);
    plimsoll::write_html(record, file);
    if (with_records) std::ofstream(folder / (name + ".json"), std::ios::binary) << plimsoll::to_json(record);
    if (!file.flush()) {
      std::cerr << "cannot write " << (folder / (name + ".html")).string() << '\n';
      return 70;
    }
  }
}
