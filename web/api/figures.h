#pragma once

// The figures by which runs are held against each other, each as a value and as every report writes it. Pure; any
// thread.

#include "record/run_record.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct ComparedFigure {
  std::string name;  // "Response time p95"
  std::string unit;  // of the value: "ms"
  std::optional<double> value;
  std::string shown;        // "61.9 ms"
  bool of_streams = false;  // told only where one of the runs has it
};

// The same figures in the same order for every run, those of streams too.
std::vector<ComparedFigure> compared_figures(const RunRecord& record);

// One line of JSON, and back.
std::string to_line(const std::vector<ComparedFigure>& figures);
std::vector<ComparedFigure> figures_from(std::string_view line);

}  // namespace plimsoll
