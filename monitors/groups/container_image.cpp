#include "monitors/groups/container_image.h"

#include "core/json/json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

namespace plimsoll {
namespace {

std::string member_of(const nlohmann::json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

bool is_called(const nlohmann::json& container, const std::string& wanted) {
  if (member_of(container, "Id").starts_with(wanted)) return true;
  const auto names = container.find("Names");
  if (names == container.end() || !names->is_array()) return false;
  return std::any_of(names->begin(), names->end(), [&](const nlohmann::json& name) {
    return name.is_string() && (name == wanted || name == "/" + wanted);
  });
}

std::string image_text(const nlohmann::json& container) {
  constexpr std::string_view kDigest = "sha256:";
  constexpr std::size_t kShortDigest = 12;
  auto id = member_of(container, "ImageID");
  if (id.starts_with(kDigest)) id.erase(0, kDigest.size());
  const auto name = member_of(container, "Image");
  return id.empty() ? name : fmt::format("{} ({})", name, id.substr(0, kShortDigest));
}

}  // namespace

Result<std::string> image_of_container(const std::string& wanted, const ContainerPlaces& places) {
  std::string notes;
  for (const auto& socket : places.sockets) {
    std::error_code absent;
    if (!std::filesystem::exists(socket, absent)) continue;
    const auto answer = places.get(socket, "/containers/json");
    if (answer.has_error()) {
      notes += fmt::format("; {}: {}", socket.string(), answer.error().message);
      continue;
    }
    const auto list = parse_json(answer->body);
    if (!list.is_array()) continue;
    for (const auto& container : list)
      if (container.is_object() && is_called(container, wanted)) return image_text(container);
  }
  return Error{ErrorKind::unavailable,
               fmt::format("container {}: neither Docker nor Podman tells of one that runs{}", wanted, notes)};
}

}  // namespace plimsoll
