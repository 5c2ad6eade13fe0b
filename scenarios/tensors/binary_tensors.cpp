#include "scenarios/tensors/binary_tensors.h"

#include "core/json/json.h"
#include "core/units.h"
#include "core/utf8.h"
#include "scenarios/tensors/half_float.h"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are written as they lie in memory");

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kMostElements = 4ULL << 20;  // of an answer that is looked into
constexpr std::size_t kLengthBytes = 4;

template <class T>
void put(T value, std::string& into) {
  std::array<char, sizeof(T)> bytes;
  std::memcpy(bytes.data(), &value, sizeof(T));
  into.append(bytes.data(), bytes.size());
}

template <class T>
T taken(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof(T));
  return value;
}

template <class T>
void put_whole(const Json& value, std::string& into) {
  if (value.is_number_float())
    put(static_cast<T>(value.get<double>()), into);
  else
    put(value.get<T>(), into);
}

void put_element(Datatype type, const Json& value, std::string& into) {
  switch (type) {
    case Datatype::boolean:
      return put(static_cast<std::uint8_t>(value.get<bool>() ? 1 : 0), into);
    case Datatype::uint8:
      return put_whole<std::uint8_t>(value, into);
    case Datatype::uint16:
      return put_whole<std::uint16_t>(value, into);
    case Datatype::uint32:
      return put_whole<std::uint32_t>(value, into);
    case Datatype::uint64:
      return put_whole<std::uint64_t>(value, into);
    case Datatype::int8:
      return put_whole<std::int8_t>(value, into);
    case Datatype::int16:
      return put_whole<std::int16_t>(value, into);
    case Datatype::int32:
      return put_whole<std::int32_t>(value, into);
    case Datatype::int64:
      return put_whole<std::int64_t>(value, into);
    case Datatype::fp16:
      return put(fp16_of(value.get<double>()), into);
    case Datatype::bf16:
      return put(bf16_of(value.get<double>()), into);
    case Datatype::fp32:
      return put(static_cast<float>(value.get<double>()), into);
    case Datatype::fp64:
      return put(value.get<double>(), into);
    case Datatype::bytes:
      break;
  }
  const auto& text = value.get_ref<const std::string&>();
  put(static_cast<std::uint32_t>(text.size()), into);
  into += text;
}

Json element_at(Datatype type, const char* at) {
  switch (type) {
    case Datatype::boolean:
      return taken<std::uint8_t>(at) != 0;
    case Datatype::uint8:
      return taken<std::uint8_t>(at);
    case Datatype::uint16:
      return taken<std::uint16_t>(at);
    case Datatype::uint32:
      return taken<std::uint32_t>(at);
    case Datatype::uint64:
      return taken<std::uint64_t>(at);
    case Datatype::int8:
      return taken<std::int8_t>(at);
    case Datatype::int16:
      return taken<std::int16_t>(at);
    case Datatype::int32:
      return taken<std::int32_t>(at);
    case Datatype::int64:
      return taken<std::int64_t>(at);
    case Datatype::fp16:
      return double_of_fp16(taken<std::uint16_t>(at));
    case Datatype::bf16:
      return double_of_bf16(taken<std::uint16_t>(at));
    case Datatype::fp32:
      return static_cast<double>(taken<float>(at));
    case Datatype::fp64:
      return taken<double>(at);
    case Datatype::bytes:
      break;
  }
  return nullptr;
}

// Bytes that are no text have no form in JSON: they stand there as base64 would in the JSON of other servers.
Result<> read_texts(std::string_view bytes, std::uint64_t count, Tensor& into) {
  for (std::uint64_t i = 0; i < count; ++i) {
    if (bytes.size() < kLengthBytes)
      return invalid(fmt::format("element {} of {} is not there: {} bytes are left", i, count, bytes.size()));
    const auto length = taken<std::uint32_t>(bytes.data());
    bytes.remove_prefix(kLengthBytes);
    if (length > bytes.size())
      return invalid(fmt::format("element {} says {} bytes, and {} are left", i, length, bytes.size()));
    into.elements.emplace_back(std::string(bytes.substr(0, length)));
    bytes.remove_prefix(length);
  }
  if (!bytes.empty()) return invalid(fmt::format("{} bytes are left behind its {} elements", bytes.size(), count));
  return {};
}

// JSON has no word for a float that is none; others are written as short as they are exact.
void write_float(double value, bool is_single, std::string& into) {
  if (std::isnan(value)) {
    into += "NaN";
  } else if (std::isinf(value)) {
    into += value > 0 ? "Infinity" : "-Infinity";
  } else {
    std::array<char, 32> digits;
    const auto end = is_single
                         ? std::to_chars(digits.data(), digits.data() + digits.size(), static_cast<float>(value)).ptr
                         : std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    into.append(digits.data(), end);
  }
}

void write_data(const Tensor& tensor, std::string& into) {
  into += '[';
  bool is_first = true;
  for (const auto& element : tensor.elements) {
    if (!is_first) into += ',';
    is_first = false;
    if (facts_of(tensor.type).is_float)
      write_float(element.get<double>(), tensor.type != Datatype::fp64, into);
    else
      into += to_text(element);
  }
  into += ']';
}

const Json& member_of(const Json& object, const char* name) {
  static const Json kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(name);
  return found == object.end() ? kNothing : *found;
}

// One output: its bytes are taken from the front of `left`.
Result<std::string> output_text(const Json& output, std::string_view& left, std::uint64_t& elements_left) {
  const auto& size = member_of(member_of(output, "parameters"), "binary_data_size");
  if (size.is_null()) return to_text(output);
  const auto& given = member_of(output, "name");
  const auto name = given.is_string() ? given.get<std::string>() : std::string("an output");
  const auto wrong = [&](const std::string& what) { return invalid(fmt::format("output {}: {}", name, what)); };
  if (!size.is_number_unsigned()) return wrong("binary_data_size is no number of bytes: " + to_text(size));
  const auto bytes = size.get<std::uint64_t>();
  if (bytes > left.size())
    return wrong(fmt::format("binary_data_size says {} bytes, and {} are left", bytes, left.size()));

  Tensor tensor;
  const auto& type_name = member_of(output, "datatype");
  const auto type = type_name.is_string() ? datatype_of(type_name.get_ref<const std::string&>()) : std::nullopt;
  if (!type) return wrong("unknown datatype " + to_text(type_name));
  tensor.type = *type;
  for (const auto& one : member_of(output, "shape")) {
    if (!one.is_number_integer() || one < 0) return wrong("its shape holds " + to_text(one));
    tensor.shape.push_back(one.get<std::int64_t>());
  }
  const auto count = elements_of(tensor.shape, elements_left);
  if (!count) return wrong(fmt::format("shape {} is of more elements than are looked into", shape_text(tensor.shape)));
  elements_left -= *count;
  if (auto done = read_binary(left.substr(0, bytes), tensor); done.has_error()) return wrong(done.error().message);
  left.remove_prefix(bytes);

  auto rest = output;
  rest["parameters"].erase("binary_data_size");
  if (rest["parameters"].empty()) rest.erase("parameters");
  rest.erase("data");
  auto text = to_text(rest);
  text.pop_back();
  text += text.size() > 1 ? ",\"data\":" : "\"data\":";
  write_data(tensor, text);
  return text + "}";
}

}  // namespace

void append_binary(const Tensor& tensor, std::string& into) {
  for (const auto& element : tensor.elements) put_element(tensor.type, element, into);
}

Result<> read_binary(std::string_view bytes, Tensor& into) {
  into.elements.clear();
  const auto count = elements_of(into.shape, kMostElements);
  if (!count) return invalid(fmt::format("shape {} is of more elements than are looked into", shape_text(into.shape)));
  const auto& facts = facts_of(into.type);
  if (into.type == Datatype::bytes) return read_texts(bytes, *count, into);
  if (bytes.size() != *count * facts.bytes)
    return invalid(fmt::format("{} of shape {} is {} bytes, and {} came", facts.name, shape_text(into.shape),
                               *count * facts.bytes, bytes.size()));
  for (std::uint64_t i = 0; i < *count; ++i)
    into.elements.push_back(element_at(into.type, bytes.data() + i * facts.bytes));
  return {};
}

Result<std::uint64_t> header_length_of(std::string_view header) {
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), length);
  if (error == std::errc() && !header.empty() && end == header.data() + header.size()) return length;
  return invalid(fmt::format("{} is no length: \"{}\"", kInferenceHeaderLength, header.substr(0, 40)));
}

Result<std::string> json_of_binary(std::string_view body, std::uint64_t header_bytes) {
  if (header_bytes > body.size())
    return invalid(
        fmt::format("{} says {} bytes, and the body has {}", kInferenceHeaderLength, header_bytes, body.size()));
  const auto json = parse_ordered_json(body.substr(0, header_bytes));
  if (json.is_discarded() || !json.is_object())
    return invalid(fmt::format("the first {} bytes, which {} calls JSON, are no JSON object", header_bytes,
                               kInferenceHeaderLength));
  auto left = body.substr(header_bytes);
  std::uint64_t elements_left = kMostElements;
  std::string text = "{";
  for (const auto& [key, value] : json.items()) {
    if (text.size() > 1) text += ',';
    text += to_text(Json(key)) + ":";
    if (key != "outputs" || !value.is_array()) {
      text += to_text(value);
      continue;
    }
    text += '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      auto output = output_text(value[i], left, elements_left);
      if (output.has_error()) return output.error();
      text += (i > 0 ? "," : "") + *output;
    }
    text += ']';
  }
  if (!left.empty()) return invalid(fmt::format("{} bytes are left behind the last output", left.size()));
  return text + "}";
}

}  // namespace plimsoll
