#include "scenarios/tensors/tensor.h"

#include "core/json/json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

Result<> unfold_level(const Json& value, std::size_t depth, Tensor& into) {
  if (!value.is_array()) {
    if (depth != into.shape.size()) return invalid("its lists are nested to unequal depth");
    into.elements.push_back(value);
    return {};
  }
  const auto size = static_cast<std::int64_t>(value.size());
  if (depth == into.shape.size()) {
    if (!into.elements.empty()) return invalid("its lists are nested to unequal depth");
    into.shape.push_back(size);
  }
  if (into.shape[depth] != size)
    return invalid(
        fmt::format("its lists are of unequal length: {} elements where the first has {}", size, into.shape[depth]));
  for (const auto& item : value)
    if (auto done = unfold_level(item, depth + 1, into); done.has_error()) return done;
  return {};
}

bool has_braces(const Json& value) {
  return value.is_string() && value.get_ref<const std::string&>().find("{{") != std::string::npos;
}

// The largest and the smallest whole number of a type.
std::string range_trouble(const DatatypeFacts& facts, const Json& value) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    const auto bits = facts.bytes * 8 - (facts.is_signed ? 1 : 0);
    const auto most = bits == 64 ? UINT64_MAX : (std::uint64_t{1} << bits) - 1;
    return number <= most ? "" : fmt::format("{} is beyond {}, the most of {}", number, most, facts.name);
  }
  const auto number = value.get<std::int64_t>();
  if (number >= 0) return range_trouble(facts, Json(static_cast<std::uint64_t>(number)));
  if (!facts.is_signed) return fmt::format("{} is below 0, which {} does not have", number, facts.name);
  const auto least =
      facts.bytes == 8 ? std::numeric_limits<std::int64_t>::min() : -(std::int64_t{1} << (facts.bytes * 8 - 1));
  return number >= least ? "" : fmt::format("{} is below {}, the least of {}", number, least, facts.name);
}

}  // namespace

Result<> unfold(const Json& nested, Tensor& into) {
  into.shape.clear();
  into.elements.clear();
  if (!nested.is_array()) return invalid("expected a list");
  return unfold_level(nested, 0, into);
}

std::string shape_text(const std::vector<std::int64_t>& shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

std::optional<std::uint64_t> elements_of(const std::vector<std::int64_t>& shape, std::uint64_t most) {
  std::uint64_t count = 1;
  for (const auto size : shape) {
    if (size < 0) return std::nullopt;
    if (size == 0) return 0;
    if (count > most / static_cast<std::uint64_t>(size)) return std::nullopt;
    count *= static_cast<std::uint64_t>(size);
  }
  return count;
}

std::string trouble_of_element(Datatype type, const Json& value) {
  const auto& facts = facts_of(type);
  if (has_braces(value)) return "";
  const auto shown = [&] { return to_text(value).substr(0, 40); };
  switch (type) {
    case Datatype::boolean:
      return value.is_boolean() ? "" : shown() + " is neither true nor false, as BOOL has";
    case Datatype::bytes:
      return value.is_string() ? "" : shown() + " is no text, as BYTES has";
    default:
      break;
  }
  if (!value.is_number()) return fmt::format("{} is no number, as {} has", shown(), facts.name);
  if (facts.is_float) return "";
  if (!value.is_number_integer()) {
    const auto number = value.get<double>();
    constexpr double kExact = 9007199254740992.0;  // 2^53
    if (number != std::floor(number) || std::fabs(number) > kExact)
      return fmt::format("{} is no whole number, as {} has", shown(), facts.name);
    return range_trouble(facts, Json(static_cast<std::int64_t>(number)));
  }
  return range_trouble(facts, value);
}

}  // namespace plimsoll
