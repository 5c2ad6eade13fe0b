#include "engine/requests/conversation.h"

#include "core/json/json.h"
#include "engine/queries/answer_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace plimsoll {

void Conversation::begin(std::string_view turns, std::uint32_t at_most, CapturedValue& messages) {
  turns_.clear();
  next_ = 0;
  said_ = "[";
  const auto list = nlohmann::json::parse(turns, nullptr, false);
  if (list.is_array()) {
    for (std::size_t i = 0; i < std::min<std::size_t>(list.size(), at_most); ++i)
      turns_.push_back(list[i].is_string() ? list[i].get<std::string>() : to_text(list[i]));
  } else {
    turns_.push_back(list.is_string() ? list.get<std::string>() : std::string(turns));
  }
  if (!turns_.empty()) say("user", turns_[next_++]);
  write(messages);
}

bool Conversation::go_on(const Answer& answer, CapturedValue& messages) {
  if (next_ >= turns_.size()) return false;
  say("assistant", answer_text(answer));
  say("user", turns_[next_++]);
  write(messages);
  return true;
}

void Conversation::say(std::string_view role, std::string_view text) {
  if (said_.size() > 1) said_ += ',';
  said_.append(R"({"role":")").append(role).append(R"(","content":)");
  said_.append(to_text(nlohmann::json(text))).append("}");
}

void Conversation::write(CapturedValue& messages) const {
  messages.type = CellType::json;
  messages.text.assign(said_).append("]");
}

}  // namespace plimsoll
