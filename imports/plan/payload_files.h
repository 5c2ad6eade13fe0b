#pragma once

// Bodies that stand in files beside the scenario that is written: equal ones share a file, names differ. Owned by one
// writer, with the draft that the files go into; one thread.

#include "imports/plan/import_draft.h"
#include "imports/plan/numbered_names.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace plimsoll {

class PayloadFiles {
 public:
  explicit PayloadFiles(ImportDraft& draft);

  // The name of the file that has the request's body. What looks like a template in it stays text.
  std::string put(const ImportedRequest& request, std::string_view extension);
  // The first `count` files of the draft stay.
  void take_back_to(std::size_t count);

 private:
  ImportDraft& draft_;
  NumberedNames names_;
  std::multimap<std::size_t, std::size_t> by_content_;  // its hash: which of the draft's files
};

}  // namespace plimsoll
