#include "schedules/messages/message.h"

#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "reports/words/text.h"

#include <fmt/format.h>

namespace plimsoll {

template <class A>
void describe(A& a, FieldsOf<A, Message> message) {
  a("schedule", message.schedule);
  a("news", message.news);
  a("outcome", message.outcome);
  a("run", message.run);
  a("what", message.what);
  a("since", message.since);
  a("link", message.link);
  a("made_at", message.made_at);
  a("dropped", message.dropped);
}

namespace {

// Slack takes these three for its own.
std::string slack_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&')
      escaped += "&amp;";
    else if (c == '<')
      escaped += "&lt;";
    else if (c == '>')
      escaped += "&gt;";
    else
      escaped += c;
  }
  return escaped;
}

}  // namespace

std::string Message::text() const {
  auto second = one_line(since);
  if (dropped > 0)
    second += fmt::format(" {} before this {} lost.", plural(dropped, "message"), dropped == 1 ? "is" : "are");
  return fmt::format("{}: {}\n{}\n{}\n", one_line(schedule), one_line(what), second, one_line(link));
}

Result<WebhookForm> parse_webhook_form(std::string_view word) {
  if (word == "json") return WebhookForm::json;
  if (word == "slack") return WebhookForm::slack;
  return Error{ErrorKind::usage, fmt::format("expected json or slack, got \"{}\"", word)};
}

std::string_view to_string(WebhookForm form) { return form == WebhookForm::json ? "json" : "slack"; }

std::string body_of(const Message& message, WebhookForm form, std::string_view id) {
  JsonWriter json;
  if (form == WebhookForm::slack) {
    json("text", slack_text(message.text()));
    return to_text(json.take());
  }
  json("plimsoll_message", 1);
  json("id", std::string(id));
  json("text", message.text());
  describe(json, message);
  return to_text(json.take());
}

std::string to_json(const Message& message) { return to_text(JsonWriter::json_of(message)); }

Result<Message> message_from_json(std::string_view text) {
  const Json json = parse_ordered_json(text);
  if (json.is_discarded()) return invalid("a stored message is no JSON");
  std::string problem;
  Message message;
  JsonReader(json, "", problem).read(message);
  if (!problem.empty()) return invalid(problem);
  return message;
}

}  // namespace plimsoll
