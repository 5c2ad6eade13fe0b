#include "scenarios/tensors/tensor.h"

#include "core/json/json.h"
#include "scenarios/tensors/half_float.h"

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
std::uint64_t most_of(const DatatypeFacts& facts) {
  const auto bits = facts.bytes * 8 - (facts.is_signed ? 1 : 0);
  return bits == 64 ? UINT64_MAX : (std::uint64_t{1} << bits) - 1;
}

std::int64_t least_of(const DatatypeFacts& facts) {
  if (!facts.is_signed) return 0;
  return facts.bytes == 8 ? std::numeric_limits<std::int64_t>::min() : -(std::int64_t{1} << (facts.bytes * 8 - 1));
}

std::string below_trouble(const DatatypeFacts& facts, std::string_view shown) {
  if (!facts.is_signed) return fmt::format("{} is below 0, which {} does not have", shown, facts.name);
  return fmt::format("{} is below {}, the least of {}", shown, least_of(facts), facts.name);
}

std::string range_trouble(const DatatypeFacts& facts, const Json& value) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    const auto most = most_of(facts);
    return number <= most ? "" : fmt::format("{} is beyond {}, the most of {}", number, most, facts.name);
  }
  const auto number = value.get<std::int64_t>();
  if (number >= 0) return range_trouble(facts, Json(static_cast<std::uint64_t>(number)));
  return number >= least_of(facts) ? "" : below_trouble(facts, std::to_string(number));
}

double greatest_of(Datatype type) {
  switch (type) {
    case Datatype::fp16:
      return double_of_fp16(0x7BFF);
    case Datatype::bf16:
      return double_of_bf16(0x7F7F);
    case Datatype::fp32:
      return static_cast<double>(std::numeric_limits<float>::max());
    default:
      return std::numeric_limits<double>::max();
  }
}

double rounded_to(Datatype type, double value) {
  switch (type) {
    case Datatype::fp16:
      return double_of_fp16(fp16_of(value));
    case Datatype::bf16:
      return double_of_bf16(bf16_of(value));
    case Datatype::fp32:
      return static_cast<double>(static_cast<float>(value));
    default:
      return value;
  }
}

// What would be infinite in that type.
std::string range_trouble_of_float(const DatatypeFacts& facts, double value) {
  if (!std::isinf(rounded_to(facts.type, value))) return "";
  const auto most = greatest_of(facts.type);
  if (value > 0) return fmt::format("{} is beyond {:.8g}, the most of {}", value, most, facts.name);
  return fmt::format("{} is below {:.8g}, the least of {}", value, -most, facts.name);
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
  if (facts.is_float) return range_trouble_of_float(facts, value.get<double>());
  if (!value.is_number_integer()) {
    const auto number = value.get<double>();
    constexpr double kExact = 9007199254740992.0;  // 2^53
    if (number != std::floor(number)) return fmt::format("{} is no whole number, as {} has", shown(), facts.name);
    if (std::fabs(number) <= kExact) return range_trouble(facts, Json(static_cast<std::int64_t>(number)));
    // As the nearest that is kept exactly, in which it is as far out as it was.
    const auto bound = std::ldexp(1.0, static_cast<int>(facts.bytes * 8 - (facts.is_signed ? 1 : 0)));
    if (number >= bound) return fmt::format("{} is beyond {}, the most of {}", shown(), most_of(facts), facts.name);
    if (number < 0 && (!facts.is_signed || number < -bound)) return below_trouble(facts, shown());
    return fmt::format("{} is too large to be known exactly when written so: write all its digits", shown());
  }
  return range_trouble(facts, value);
}

}  // namespace plimsoll
