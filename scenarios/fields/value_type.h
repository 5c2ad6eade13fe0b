#pragma once

// How one kind of value is written in a scenario: how people and editors are told of it, and how it is read. The
// parser, the JSON Schema and the reference table all come from these. Immutable; any thread.

#include "core/time.h"
#include "scenarios/fields/value.h"
#include "scenarios/header_list.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

template <class T>
struct ValueType {
  std::string words;   // for people: "duration", "list of header names"
  std::string schema;  // a JSON Schema fragment
  std::function<std::optional<T>(const Value&)> read;
};

ValueType<std::string> text_type();
ValueType<std::string> word_type(std::vector<std::string_view> words);  // one of these
ValueType<bool> boolean_type();
ValueType<Nanos> duration_type();
ValueType<Nanos> upper_limit_type();  // "< 500ms"
ValueType<double> rate_type();
ValueType<std::uint64_t> bytes_type();
ValueType<double> number_type();  // from 0
ValueType<double> share_type();   // above 0
ValueType<std::uint64_t> count_type(std::uint64_t low, std::uint64_t high);
ValueType<std::filesystem::path> file_type();
ValueType<std::string> command_type();                           // of a shell, where programs may be started
ValueType<std::vector<Header>> headers_type(std::string words);  // a mapping of names to text

// A list of these; a single one stands for a list of one. What cannot be read leaves an empty one, so that the others
// keep their places for what is found out later.
template <class T>
ValueType<std::vector<T>> list_type(const ValueType<T>& type) {
  return {"list of: " + type.words,
          R"({"oneOf": [)" + type.schema + R"(, {"type": "array", "items": )" + type.schema + "}]}",
          [read = type.read](const Value& value) -> std::optional<std::vector<T>> {
            std::vector<T> list;
            for (const auto& item : value.items()) list.push_back(read(item).value_or(T{}));
            return list;
          }};
}

}  // namespace plimsoll
