#pragma once

// Gives rows in order, once: a seam of the room's own, one implementation a form of data. Owned by whoever reads; one
// thread.

#include "core/error.h"
#include "scenarios/feeders/row_block.h"

namespace plimsoll {

class RowReader {
 public:
  virtual ~RowReader() = default;

  // One more row at the end of the block; false: there is none. Error: place, what is wrong there and the remedy.
  virtual Result<bool> next(RowBlock& into) = 0;
};

}  // namespace plimsoll
