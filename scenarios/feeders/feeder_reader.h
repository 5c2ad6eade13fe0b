#pragma once

// Reads the rows of a feeder, in order, once. Owned by whoever reads; one thread.

#include "core/error.h"
#include "scenarios/feeder.h"
#include "scenarios/feeders/row_reader.h"

#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

class FeederReader {
 public:
  // Of the feeder its files, format, label and columns count. Error: a file that cannot be read.
  static Result<std::unique_ptr<RowReader>> open(const Feeder& feeder);
};

// Which columns there are: of a table by its head, of JSON by its first row, of a folder name, path and content.
Result<std::vector<std::string>> feeder_columns(const Feeder& feeder);

// Of rows that are kept, all of them and the types of the columns that no one has said (`typed`: one a column); of a
// larger file the types alone, by its first rows. Error: the first row that does not fit, or that there is none.
Result<> survey_feeder(Feeder& feeder, const std::vector<bool>& typed);

}  // namespace plimsoll
