#include "core/json/json_archive.h"

#include <cmath>

namespace plimsoll {

Json json_number(double value) {
  constexpr double kExactIntegers = 9007199254740992.0;  // 2^53
  if (!std::isfinite(value)) return nullptr;
  const bool whole = std::trunc(value) == value && std::abs(value) <= kExactIntegers;
  if (whole && !(value == 0 && std::signbit(value))) return static_cast<std::int64_t>(value);
  return value;
}

bool read_number(const Json& value, double& target) {
  if (value.is_null()) {
    target = std::numeric_limits<double>::quiet_NaN();
    return true;
  }
  if (!value.is_number()) return false;
  target = value.get<double>();
  return true;
}

const Json* JsonReader::find(std::string_view key) {
  if (failed()) return nullptr;
  if (!value_->is_object()) {
    fail_kind("an object");
    return nullptr;
  }
  const auto found = value_->find(std::string(key));
  return found == value_->end() ? nullptr : &*found;
}

std::size_t JsonReader::size() {
  if (failed()) return 0;
  if (!value_->is_array()) {
    fail_kind("a list");
    return 0;
  }
  return value_->size();
}

std::string JsonReader::kind_of_value() const {
  switch (value_->type()) {
    case Json::value_t::null:
      return "null";
    case Json::value_t::boolean:
      return "true or false";
    case Json::value_t::string:
      return "a text";
    case Json::value_t::array:
      return "a list";
    case Json::value_t::object:
      return "an object";
    default:
      return value_->dump();
  }
}

}  // namespace plimsoll
