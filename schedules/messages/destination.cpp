#include "schedules/messages/destination.h"

#include "engine/asking/http_fetch.h"
#include "schedules/messages/signature.h"
#include "schedules/messages/told_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>

namespace plimsoll {
namespace {

constexpr std::uint64_t kLongestAnswer = 64 << 10;

struct WebhookAddress {
  Url origin;
  std::string path;  // with its query
};

Result<WebhookAddress> address_of(const std::string& text) {
  const auto scheme = text.find("://");
  const auto slash = scheme == std::string::npos ? scheme : text.find_first_of("/?#", scheme + 3);
  auto origin = parse_url(std::string_view(text).substr(0, slash));
  if (origin.has_error()) return origin.error();
  WebhookAddress address{std::move(*origin), slash == std::string::npos ? "/" : text.substr(slash)};
  address.path.resize(std::min(address.path.find('#'), address.path.size()));
  if (address.path.empty() || address.path.front() != '/') address.path.insert(0, "/");
  for (const char c : address.path)
    if (c <= ' ' || c == 0x7f) return Error{ErrorKind::usage, "expected a URL without blanks"};
  return address;
}

// Without the line end that editors put behind it.
Result<std::string> secret_in(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string secret((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  while (secret.ends_with('\n') || secret.ends_with('\r')) secret.pop_back();
  if (secret.empty()) return invalid(fmt::format("{}: cannot be read, or is empty", file.string()));
  return secret;
}

Result<void> post(const Destination& destination, const Message& message, const std::string& id, WallTime now,
                  Nanos patience) {
  const auto address = address_of(destination.webhook);
  if (address.has_error()) return Error{address.error().kind, "the webhook's URL cannot be used"};
  const auto place = address->origin.place();
  HttpPost question{address->path,
                    {{"Content-Type", "application/json"}, {"Plimsoll-Message", id}},
                    body_of(message, destination.form, id)};
  if (!destination.secret_file.empty()) {
    const auto secret = secret_in(destination.secret_file);
    if (secret.has_error()) return secret.error();
    const auto timestamp =
        std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
    question.headers.push_back({"Plimsoll-Timestamp", timestamp});
    question.headers.push_back({"Plimsoll-Signature", signature_of(*secret, timestamp, question.body)});
  }
  Target target;
  target.url = address->origin;
  const auto client = HttpClient::make(target, kLongestAnswer, patience);
  if (client.has_error()) return with_context(client.error(), place);
  const auto answer = (*client)->post(question, patience);
  if (answer.has_error()) return with_context(answer.error(), place);
  constexpr int kGood = 200, kBehindGood = 300;
  if (answer->status >= kGood && answer->status < kBehindGood) return {};
  return Error{ErrorKind::unavailable, fmt::format("{}: answered {}", place, answer->status)};
}

}  // namespace

std::string shown(const Destination& destination) {
  if (!destination.command.empty()) return destination.command;
  if (destination.webhook.empty()) return "";
  const auto address = address_of(destination.webhook);
  return address.has_error() ? "a webhook"
                             : fmt::format("{}/... ({})", address->origin.text(), to_string(destination.form));
}

Result<void> check_webhook(const std::string& url) {
  const auto address = address_of(url);
  if (address.has_error()) return Error{ErrorKind::usage, address.error().message};
  return {};
}

Result<void> send(const Destination& destination, const Message& message, const std::string& id, WallTime now,
                  Nanos patience) {
  if (!destination.command.empty()) return run_told_command(destination.command, message, patience);
  if (!destination.webhook.empty()) return post(destination, message, id, now, patience);
  return {};
}

}  // namespace plimsoll
