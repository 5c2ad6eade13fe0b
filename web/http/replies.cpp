#include "web/http/replies.h"

#include "core/json/json.h"
#include "core/json/json_archive.h"

#include <charconv>

namespace plimsoll {
namespace {

// Of "soak.yaml:14:3" the numbers behind the name.
std::vector<int> numbers_of(std::string_view place) {
  std::vector<int> numbers;
  for (auto colon = place.find(':'); colon != std::string_view::npos; colon = place.find(':', colon + 1)) {
    int number = 0;
    const auto part = place.substr(colon + 1);
    if (std::from_chars(part.data(), part.data() + part.size(), number).ec == std::errc()) numbers.push_back(number);
  }
  return numbers;
}

}  // namespace

HttpReply json_reply(const Json& json, int status) {
  HttpReply reply;
  reply.status = status;
  reply.body = to_text(json) + "\n";
  return reply;
}

HttpReply text_reply(std::string body, std::string_view content_type) {
  HttpReply reply;
  reply.content_type = content_type;
  reply.body = std::move(body);
  return reply;
}

Json finding_json(const Finding& finding, std::string_view kind) {
  Json json;
  const auto numbers = numbers_of(finding.place);
  json["place"] = valid_utf8(finding.path.empty() ? finding.place : finding.path);
  if (!numbers.empty()) json["line"] = numbers[0];
  if (numbers.size() > 1) json["column"] = numbers[1];
  json["message"] = valid_utf8(finding.message);
  json["kind"] = kind;
  return json;
}

HttpReply problem_reply(int status, std::string_view message, const std::vector<Finding>& findings) {
  Json error = {{"message", valid_utf8(std::string(message))}};
  for (const auto& finding : findings) error["findings"].push_back(finding_json(finding, "error"));
  return json_reply({{"error", std::move(error)}}, status);
}

HttpReply problem_reply(const Error& error) {
  switch (error.kind) {
    case ErrorKind::usage:
    case ErrorKind::invalid:
      return problem_reply(400, error.message);
    case ErrorKind::unavailable:
      return problem_reply(409, error.message);
    case ErrorKind::internal:
      return problem_reply(500, error.message);
  }
  return problem_reply(500, error.message);
}

}  // namespace plimsoll
