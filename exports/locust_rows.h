#pragma once

// The rows of feeders in a locustfile: how they are read, and how a user takes one. Owned by one export; one thread.

#include "exports/scripted_tasks.h"

#include <cstddef>
#include <string>

namespace plimsoll {

class LocustRows {
 public:
  LocustRows(ExportDraft& draft, ScriptLanguage& python) : draft_(draft), python_(python) {}

  // Of all feeders whose rows the script takes: lines at its top.
  std::string declared();
  // An expression that takes the next; None where there is none any more.
  std::string next(std::size_t index) const;
  // A line of a method's body that names it.
  std::string take(std::size_t index) const;
  // Of those whose rows are each user's own, the lines of on_start. There are so many users.
  std::string own(std::size_t users);

 private:
  std::string declared(std::size_t index);
  std::string order(const Feeder& feeder, const std::string& name);

  ExportDraft& draft_;
  ScriptLanguage& python_;
};

}  // namespace plimsoll
