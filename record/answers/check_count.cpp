#include "record/answers/check_count.h"

#include <algorithm>

namespace plimsoll {

void merge_check_counts(std::vector<CheckCount>& into, const std::vector<CheckCount>& from) {
  for (const auto& one : from) {
    const auto known =
        std::find_if(into.begin(), into.end(), [&](const CheckCount& other) { return other.request == one.request; });
    if (known == into.end()) {
      into.push_back(one);
      continue;
    }
    known->answers += one.answers;
    known->checked += one.checked;
    known->wrong += one.wrong;
  }
}

}  // namespace plimsoll
