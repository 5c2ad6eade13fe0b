#pragma once

// How a tree of processes is spoken of: its roots, and how many there were beside them most of the time. Fed at each
// refresh. Owned by a tree; its thread.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

// How often each number was seen.
class MostSeen {
 public:
  explicit MostSeen(std::size_t greatest) : times_(greatest + 1) {}

  void add(std::size_t number) { ++times_[number]; }
  std::size_t number() const;

 private:
  std::vector<std::uint32_t> times_;
};

class TreeWords {
 public:
  TreeWords(std::string roots, std::size_t most_processes)
      : roots_(std::move(roots)), below_(most_processes), beside_(most_processes) {}

  struct Look {
    std::string roots;       // "gunicorn 4711"
    std::size_t below = 0;   // processes below the roots
    std::size_t beside = 0;  // others of the command that was started
    bool all_alike = false;  // those below run what the root runs; of several roots it is not asked
  };
  void add(Look look);
  void set_busiest(std::string command) { busiest_ = std::move(command); }  // of a group

  // "gunicorn 4711 + 2 workers", "gunicorn 4711 + 2 workers, beside 3 more processes of the command",
  // "container web (gunicorn)".
  std::string text() const;

 private:
  std::string roots_, busiest_;
  MostSeen below_, beside_;
  bool all_alike_ = true;
};

}  // namespace plimsoll
