#pragma once

// Names that differ: one that is taken already gets the first free number behind it, from 2 on. Many of one name cost
// no more than as many different ones. Owned by one import; one thread.

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace plimsoll {

class NumberedNames {
 public:
  bool is_taken(const std::string& name) const { return taken_.contains(name); }

  // "score", then "score-2.json" with the separator "-" and the end ".json". The end is a part of the name.
  std::string take(const std::string& wanted, std::string_view separator, std::string_view end = "");

 private:
  std::set<std::string> taken_;
  std::map<std::string, std::size_t> last_;  // number that a name was given
};

}  // namespace plimsoll
