#pragma once

// Token streams by request as the tables of terminal and Markdown have them. Pure functions; any thread.

#include "record/run_record.h"

#include <string>
#include <vector>

namespace plimsoll {

struct StreamTable {
  struct Row {
    std::string name;
    bool is_all = false;
    bool has_failures = false;
    std::vector<std::string> cells;
  };
  std::vector<std::string> titles;  // of the cells
  std::vector<Row> rows;            // none: no answer comes as a stream
};

StreamTable stream_table(const RunRecord& record);

}  // namespace plimsoll
