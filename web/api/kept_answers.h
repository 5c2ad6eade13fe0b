#pragma once

// What was made of records that do not change any more, for who asks again. A key names the record and what was made of
// it. Bounded in bytes: what was asked for longest ago goes. Owned by the server; any thread.

#include "store/stored_run.h"

#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace plimsoll {

class KeptAnswers {
 public:
  using Text = std::shared_ptr<const std::string>;

  explicit KeptAnswers(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  // Null where it is not kept.
  Text find(const std::string& key);
  // What is greater than all that may be kept is given back and not kept.
  Text keep(const std::string& key, std::string made);

  std::size_t bytes() const;

 private:
  using Entry = std::pair<std::string, Text>;
  static std::size_t bytes_of(const Entry& entry) { return entry.first.size() + entry.second->size(); }

  const std::size_t most_bytes_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;                                  // asked for last in front; guarded
  std::map<std::string, std::list<Entry>::iterator> by_key_;  // guarded
  std::size_t bytes_ = 0;                                     // guarded
};

// Another one where anything that is shown of an ended run is another: it was stored again, or a person changed its
// note.
std::string key_of(std::string_view what, const StoredRun& run);

}  // namespace plimsoll
