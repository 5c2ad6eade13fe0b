#pragma once

// Which values are there when a request is sent: who captures what, and in which order. Owned by a parse; one thread.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// By whom steps are sent, which says what was captured before the first of them.
enum class SentBy { before_all, login, user, after_all };

class CapturedNames {
 public:
  explicit CapturedNames(const std::vector<std::string>& names);

  // Of a name by its slot, for all that captures it, before anything else is asked. An error: who does so already,
  // where one name would have two meanings for the same user.
  std::optional<std::string> add(std::size_t slot, SentBy by, const std::string& path);

  void begin(SentBy by);  // the first step is next
  void capture(std::size_t slot) { there_[slot] = true; }

  bool is_there(std::size_t slot) const { return there_[slot]; }
  // Why one is not, and what would help.
  std::string trouble(std::size_t slot) const;

 private:
  struct Place {
    SentBy by = SentBy::user;
    std::string path;
  };
  const std::vector<std::string>& names_;
  std::vector<std::vector<Place>> places_;  // by slot
  std::vector<bool> there_;                 // by slot
};

}  // namespace plimsoll
