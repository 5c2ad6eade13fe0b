#include "conduct/probing/server_headers.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMostValues = 64;  // who has more tells requests apart, not servers
constexpr std::size_t kLongestValue = 80;

// What says nothing of who answers: it is of the answer, of the instant or of the request.
constexpr std::string_view kOfTheAnswer[] = {"date",
                                             "content-length",
                                             "content-type",
                                             "content-encoding",
                                             "content-md5",
                                             "digest",
                                             "content-digest",
                                             "etag",
                                             "last-modified",
                                             "age",
                                             "expires",
                                             "set-cookie",
                                             "vary",
                                             "connection",
                                             "keep-alive",
                                             "transfer-encoding",
                                             "cache-control",
                                             "x-request-id",
                                             "x-correlation-id",
                                             "traceparent",
                                             "x-trace-id",
                                             "server-timing",
                                             "x-process-time",
                                             "x-runtime",
                                             "x-response-time",
                                             "retry-after"};

template <typename Use>
void for_each_header(const std::string& headers, Use use) {
  for (std::string_view rest = headers; !rest.empty();) {
    const auto line = rest.substr(0, rest.find("\r\n"));
    if (const auto colon = line.find(':'); colon != std::string_view::npos) use(line.substr(0, colon));
    rest.remove_prefix(std::min(line.size() + 2, rest.size()));
  }
}

}  // namespace

ServerHeaders::ServerHeaders(std::string named, const Redaction& redaction)
    : is_named_(!named.empty()), redaction_(redaction) {
  if (!is_named_) return;
  names_.push_back(std::move(named));
  values_.emplace_back();
}

void ServerHeaders::follow_new(const Response& response) {
  for_each_header(response.headers, [this](std::string_view name) {
    const auto headers = names_.size() - (process_ ? 1 : 0);
    const bool is_known = std::find(names_.begin(), names_.end(), name) != names_.end();
    const bool is_of_answer =
        std::find(std::begin(kOfTheAnswer), std::end(kOfTheAnswer), name) != std::end(kOfTheAnswer);
    if (is_known || is_of_answer || redaction_.is_secret(name) || headers == ProbeAnswer::kHeaders) return;
    names_.emplace_back(name);
    values_.emplace_back();
  });
}

std::uint8_t ServerHeaders::number_of(std::size_t place, const std::string& value) {
  auto& known = values_[place];
  const auto at = std::find(known.begin(), known.end(), value);
  if (at == known.end() && known.size() == kMostValues) return ProbeAnswer::kNone;
  const auto number = static_cast<std::uint8_t>(at - known.begin());
  if (at == known.end()) known.push_back(value);
  return number;
}

std::array<std::uint8_t, ProbeAnswer::kTold> ServerHeaders::read(const Response& response, const std::string& process) {
  if (!is_named_) follow_new(response);
  if (!process.empty() && !process_) {
    process_ = names_.size();
    names_.emplace_back();
    values_.emplace_back();
  }
  std::array<std::uint8_t, ProbeAnswer::kTold> told{};
  told.fill(ProbeAnswer::kNone);
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (i == process_) continue;
    if (const auto value = response.header(names_[i]))
      told[i] = number_of(i, redaction_.start_of(*value, kLongestValue));
  }
  if (!process.empty()) told[*process_] = number_of(*process_, process);
  return told;
}

}  // namespace plimsoll
