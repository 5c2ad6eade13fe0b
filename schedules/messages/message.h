#pragma once

// What is told of a run: two lines and a link, and the forms in which a webhook takes it. A value; pure functions; any
// thread.

#include "core/error.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct Message {
  std::string schedule;
  std::vector<std::string> news;  // "leak", "recovered", ...
  std::string outcome;            // of the run: "pass", "leak", ..., "not run"
  std::string run;                // its id; may be empty
  std::string what, since;        // the two lines, without their ends
  std::string link;               // of the page where there is one, else a command
  std::string made_at;            // RFC 3339
  std::uint64_t dropped = 0;      // earlier ones of the schedule that nobody took in time

  // The two lines and the link.
  std::string text() const;
};

enum class WebhookForm { json, slack };
Result<WebhookForm> parse_webhook_form(std::string_view word);
std::string_view to_string(WebhookForm form);

// `id` stays the same in each try.
std::string body_of(const Message& message, WebhookForm form, std::string_view id);

std::string to_json(const Message& message);
Result<Message> message_from_json(std::string_view text);

}  // namespace plimsoll
