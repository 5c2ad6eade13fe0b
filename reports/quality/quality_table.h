#pragma once

// How right the answers were, by request, as the tables of terminal, Markdown and page have it; what a table does not
// tell, in sentences. Pure functions; any thread.

#include "record/run_record.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct QualityTable {
  struct Row {
    std::string name;
    std::vector<std::string> cells;
  };
  std::vector<std::string> titles;  // of the cells
  std::vector<Row> rows;            // none: nothing has labels
};

// The figures that are shown unasked, where any request has them.
QualityTable quality_table(const RunRecord& record);

std::vector<std::string> quality_notes(const RunRecord& record);

// Which class was taken for which: rows are labels, the last column is what no label has. Of a request of classes.
QualityTable confusion_table(const RunRecord& record, const LabelledRequest& request);

// Figures by time, in at most so many rows.
QualityTable quality_over_time(const LabelledRequest& request, std::size_t most);

// Whether any request has labels, and rows were answered.
bool has_quality(const RunRecord& record);

}  // namespace plimsoll
