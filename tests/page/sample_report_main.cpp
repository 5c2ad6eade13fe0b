// Writes the sample runs as report pages into a folder: what the browser test opens, and a person who changes the page.

#include "reports/html/report.h"
#include "tests/page/sample_runs.h"

#include <filesystem>
#include <fstream>
#include <iostream>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: sample_reports FOLDER\n";
    return 64;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  for (const auto& [name, record] : plimsoll::sample_runs()) {
    std::ofstream file(folder / (name + ".html"), std::ios::binary);
    plimsoll::write_html(record, file);
    if (!file.flush()) {
      std::cerr << "cannot write " << (folder / (name + ".html")).string() << '\n';
      return 70;
    }
  }
}
