#include "engine/streams/own_shape.h"

#include <algorithm>
#include <array>

namespace plimsoll {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr std::array<std::string_view, 7> kHeartbeats = {"ping",       "pong",       "heartbeat", "keepalive",
                                                         "keep-alive", "keep_alive", "heart_beat"};

constexpr std::array<std::string_view, 20> kDescribing = {
    "id",    "object", "type",     "event",           "created",    "created_at", "timestamp", "time",  "ts",   "model",
    "index", "seq",    "sequence", "sequence_number", "request_id", "role",       "status",    "usage", "done", "stop"};

bool bears(const element& value) {
  switch (value.type()) {
    case element_type::NULL_VALUE:
      return false;
    case element_type::STRING:
      return !std::string_view(value).empty();
    case element_type::ARRAY: {
      const auto items = simdjson::dom::array(value);
      return std::any_of(items.begin(), items.end(), [](const element& item) { return bears(item); });
    }
    case element_type::OBJECT: {
      const auto members = simdjson::dom::object(value);
      return std::any_of(members.begin(), members.end(), [](const auto& member) {
        const bool describes = std::find(kDescribing.begin(), kDescribing.end(), member.key) != kDescribing.end();
        return !describes && !is_heartbeat(member.key) && bears(member.value);
      });
    }
    default:
      return true;
  }
}

bool is_named_heartbeat(const simdjson::dom::object& event) {
  for (const auto* key : {"type", "object", "event"})
    if (std::string_view name; event[key].get(name) == simdjson::SUCCESS && is_heartbeat(name)) return true;
  return false;
}

}  // namespace

bool is_heartbeat(std::string_view name) {
  return std::find(kHeartbeats.begin(), kHeartbeats.end(), name) != kHeartbeats.end();
}

bool bears_something(const element& event) {
  simdjson::dom::object members;
  const bool is_object = event.get(members) == simdjson::SUCCESS;
  return !(is_object && is_named_heartbeat(members)) && bears(event);
}

}  // namespace plimsoll
