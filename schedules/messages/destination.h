#pragma once

// Where the messages of a schedule go, and the sending of one. Sending blocks; any thread.

#include "core/error.h"
#include "core/time.h"
#include "schedules/messages/message.h"

#include <filesystem>
#include <string>

namespace plimsoll {

// A command or a webhook, or neither: then nothing is told.
struct Destination {
  std::string command;  // run by /bin/sh -c, the text on its standard input
  std::string webhook;  // its URL may be a secret by itself: it reaches no output whole
  WebhookForm form = WebhookForm::json;
  std::filesystem::path secret_file;  // signs what a webhook gets; read anew each time; empty: unsigned

  bool empty() const { return command.empty() && webhook.empty(); }
};

// "https://hooks.example.com/...": for people.
std::string shown(const Destination& destination);

// Error: no address that a webhook can have. With https and http; query and path are kept.
Result<void> check_webhook(const std::string& url);

// Within `patience`, else it failed. Error: who did not take it, and why; without the secret and the URL's path.
Result<void> send(const Destination& destination, const Message& message, const std::string& id, WallTime now,
                  Nanos patience);

}  // namespace plimsoll
