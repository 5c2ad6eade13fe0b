#pragma once

// One conversation on its way: what was said so far as a JSON list of messages, and what the user says next. Owned by a
// task's run, begun anew for each; its shard's thread. Bounded by the number of turns and by what is kept of an answer.

#include "engine/queries/answer.h"
#include "scenarios/templates/template_rendering.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

class Conversation {
 public:
  // `turns`: a JSON list of texts; any other value is one text. What comes first is said.
  void begin(std::string_view turns, std::uint32_t at_most, CapturedValue& messages);
  // After an answer: what it said, and the next text of the user. False: there is none.
  bool go_on(const Answer& answer, CapturedValue& messages);

 private:
  void say(std::string_view role, std::string_view text);
  void write(CapturedValue& messages) const;

  std::vector<std::string> turns_;
  std::size_t next_ = 0;
  std::string said_;  // the list without its end
};

}  // namespace plimsoll
