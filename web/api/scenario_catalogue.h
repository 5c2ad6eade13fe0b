#pragma once

// What a list of scenarios says of each, without parsing it and its bodies anew for everyone who looks: kept until its
// file, or one that it names, is another one. Bounded. Owned by the server; any thread.

#include "core/clock.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

struct ScenarioFacts {
  std::string name;    // empty: it cannot be run
  std::string target;  // a URL
  bool valid = false;
  std::size_t findings = 0;
};

class ScenarioCatalogue {
 public:
  explicit ScenarioCatalogue(std::function<WallTime()> now = wall_now) : now_(std::move(now)) {}

  ScenarioFacts facts_of(const std::filesystem::path& file);
  std::uint64_t times_parsed() const noexcept { return times_parsed_; }

 private:
  struct FileMark {
    std::filesystem::path path;
    std::uint64_t inode = 0, size = 0;  // all 0: it is not there
    std::int64_t changed_ns = 0;
    bool operator==(const FileMark&) const = default;
  };
  struct Entry {
    ScenarioFacts facts;
    std::vector<FileMark> files;
  };
  static FileMark mark_of(const std::filesystem::path& path);
  static bool holds(const Entry& entry);

  const std::function<WallTime()> now_;
  std::atomic<std::uint64_t> times_parsed_{0};
  std::mutex mutex_;
  std::map<std::filesystem::path, Entry> entries_;  // guarded
};

}  // namespace plimsoll
