#include "conduct/versions/target_version.h"

#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "core/text.h"
#include "engine/asking/http_fetch.h"
#include "engine/results/printable.h"
#include "monitors/groups/container_image.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string_view>

namespace plimsoll {
namespace {

constexpr Nanos kPatience = std::chrono::seconds(5);
constexpr std::size_t kLongest = 100;

std::optional<std::string> header_in(std::string_view headers, std::string_view name) {
  while (!headers.empty()) {
    const auto line = headers.substr(0, headers.find("\r\n"));
    headers.remove_prefix(std::min(line.size() + 2, headers.size()));
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && same_without_case(line.substr(0, colon), name))
      return std::string(trimmed(line.substr(colon + 1)));
  }
  return std::nullopt;
}

std::string version_in_body(const std::string& body) {
  const auto json = parse_ordered_json(body);
  if (json.is_object()) {
    const auto version = json.find("version");
    if (version == json.end()) return {};
    return version->is_string() ? version->get<std::string>() : to_text(*version);
  }
  if (json.is_string()) return json.get<std::string>();
  return std::string(trimmed(std::string_view(body).substr(0, body.find('\n'))));
}

Error tells_none(std::string why) { return {ErrorKind::unavailable, std::move(why)}; }

}  // namespace

Result<std::string> version_in(const HttpAnswer& answer, const VersionQuestion& question) {
  std::string version;
  if (!question.header.empty()) {
    const auto value = header_in(answer.headers, question.header);
    if (!value) return tells_none(fmt::format("the answer has no header {}", question.header));
    version = *value;
  } else {
    constexpr int kGood = 200, kBehindGood = 300;
    if (answer.status < kGood || answer.status >= kBehindGood)
      return tells_none(fmt::format("the answer has status {}", answer.status));
    version = version_in_body(answer.body);
    if (version.starts_with('<')) return tells_none("the answer is a page, not a version");
  }
  if (version.empty()) return tells_none("the answer holds no version: expected text, or JSON with \"version\"");
  if (version.size() > kLongest) version.resize(kLongest);
  return printable(version);
}

Result<std::string> ask_version(const Target& target) {
  const auto& question = *target.version;
  if (!question.container.empty())
    return image_of_container(question.container, {{}, container_sockets(), http_get_over_socket});
  const auto answer = http_get(target, question.path, kPatience);
  auto version = answer.has_value() ? version_in(*answer, question) : Result<std::string>(answer.error());
  return version.has_value() ? version : with_context(version.error(), "GET " + question.path);
}

}  // namespace plimsoll
