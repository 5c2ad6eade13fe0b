#pragma once

// Writes and reads plain structs as JSON from one list of their fields, so that the two cannot disagree:
//   template <class A> void describe(A& archive, FieldsOf<A, Measurement> m) { archive("valid", m.valid); ... }
// Included by the sources that store records only (nlohmann is heavy). Values of one call; any thread.

#include "core/utf8.h"

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace plimsoll {

using Json = nlohmann::ordered_json;

// `const T&` where a struct is written, `T&` where it is read.
template <class Archive, class T>
using FieldsOf = typename Archive::template Fields<T>;

// A type with a form of its own overloads `Json store(OwnForm, const T&)` and `void restore(JsonReader&, T&)`.
struct OwnForm {};

// Specialised for each stored enum, whose values count up from 0: kCount of them, and the name of each.
template <class E>
struct EnumNames;

class JsonWriter {
 public:
  template <class T>
  using Fields = const T&;

  template <class T>
  void operator()(std::string_view key, const T& value) {
    object_[std::string(key)] = json_of(value);
  }
  template <class T>
  void required(std::string_view key, const T& value) {
    (*this)(key, value);
  }
  // A list that is left out where it is empty.
  template <class T>
  void where_filled(std::string_view key, const T& list) {
    if (!list.empty()) (*this)(key, list);
  }
  // A value that is left out where nobody knows it.
  template <class T>
  void where_known(std::string_view key, const std::optional<T>& value) {
    if (value) (*this)(key, *value);
  }
  // What follows from the other fields: written for the readers, not read back.
  template <class Make>
  void derived(std::string_view key, Make make) {
    object_[std::string(key)] = json_of(make());
  }
  Json take() { return std::move(object_); }

  template <class T>
  static Json json_of(const T& value);

 private:
  Json object_ = Json::object();
};

class JsonReader {
 public:
  template <class T>
  using Fields = T&;

  // `problem` takes the first thing that is wrong; everything after it is of no use.
  JsonReader(const Json& value, std::string path, std::string& problem)
      : value_(&value), path_(std::move(path)), problem_(&problem) {}

  // An absent field keeps its default: what a later version added is not in an older record.
  template <class T>
  void operator()(std::string_view key, T& field) {
    if (const Json* value = find(key)) member(*value, key).read(field);
  }
  template <class T>
  void required(std::string_view key, T& field) {
    if (!find(key)) return fail("has no \"" + std::string(key) + "\"");
    (*this)(key, field);
  }
  template <class T>
  void where_filled(std::string_view key, T& list) {
    (*this)(key, list);
  }
  template <class T>
  void where_known(std::string_view key, std::optional<T>& value) {
    if (const Json* found = find(key)) member(*found, key).read(value.emplace());
  }
  template <class Make>
  void derived(std::string_view, Make) {}

  template <class T>
  void read(T& target);

  bool failed() const { return !problem_->empty(); }
  void fail(const std::string& what) {
    if (problem_->empty()) *problem_ = (path_.empty() ? "the record" : path_) + ": " + what;
  }
  void fail_kind(std::string_view expected) { fail("expected " + std::string(expected) + ", got " + kind_of_value()); }

  const Json& value() const { return *value_; }
  // The member of an object, or nothing (also where this is no object: that is the problem then).
  const Json* find(std::string_view key);
  JsonReader member(const Json& value, std::string_view key) const {
    return {value, path_.empty() ? std::string(key) : path_ + "." + std::string(key), *problem_};
  }
  // The items of an array; none where it is no array: that is the problem then.
  std::size_t size();
  JsonReader item(std::size_t index) const {
    return {(*value_)[index], path_ + "[" + std::to_string(index) + "]", *problem_};
  }

 private:
  template <class T>
  void read_enum(T& target);
  template <class T>
  void read_list(std::vector<T>& target);
  std::string kind_of_value() const;

  const Json* value_;
  std::string path_;
  std::string* problem_;
};

// Whole numbers without a point; not finite is null.
Json json_number(double value);
// Null is not a number: what json_number wrote for it.
bool read_number(const Json& value, double& target);

template <class T>
bool read_integer(const Json& value, T& target) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(std::numeric_limits<T>::max())) return false;
    target = static_cast<T>(number);
    return true;
  }
  if (!value.is_number_integer()) return false;  // negative
  const auto number = value.get<std::int64_t>();
  if (std::is_unsigned_v<T> || number < static_cast<std::int64_t>(std::numeric_limits<T>::min())) return false;
  target = static_cast<T>(number);
  return true;
}

namespace archive_detail {

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

}  // namespace archive_detail

template <class T>
Json JsonWriter::json_of(const T& value) {
  if constexpr (std::is_same_v<T, Json> || std::is_integral_v<T>) {
    return value;
  } else if constexpr (requires { store(OwnForm{}, value); }) {
    return store(OwnForm{}, value);
  } else if constexpr (std::is_same_v<T, double>) {
    return json_number(value);
  } else if constexpr (std::is_enum_v<T>) {
    return std::string(EnumNames<T>::name(value));
  } else if constexpr (std::is_convertible_v<T, std::string_view>) {
    return valid_utf8(value);
  } else if constexpr (archive_detail::IsOptional<T>::value) {
    return value ? json_of(*value) : Json(nullptr);
  } else if constexpr (archive_detail::IsVector<T>::value) {
    Json array = Json::array();
    for (const auto& item : value) array.push_back(json_of(item));
    return array;
  } else {
    JsonWriter writer;
    describe(writer, value);
    return writer.take();
  }
}

template <class T>
void JsonReader::read_enum(T& target) {
  std::string text, known;
  read(text);
  for (std::size_t i = 0; i < EnumNames<T>::kCount; ++i) {
    const std::string_view name = EnumNames<T>::name(static_cast<T>(i));
    if (text == name) {
      target = static_cast<T>(i);
      return;
    }
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  fail("expected one of " + known + ", got \"" + text + "\"");
}

template <class T>
void JsonReader::read_list(std::vector<T>& target) {
  target.clear();
  for (std::size_t i = 0, n = size(); i < n && !failed(); ++i) item(i).read(target.emplace_back());
}

template <class T>
void JsonReader::read(T& target) {
  if (failed()) return;
  if constexpr (requires { restore(*this, target); }) {
    restore(*this, target);
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!value_->is_boolean()) return fail_kind("true or false");
    target = value_->get<bool>();
  } else if constexpr (std::is_same_v<T, double>) {
    if (!read_number(*value_, target)) fail_kind("a number");
  } else if constexpr (std::is_integral_v<T>) {
    if (!read_integer(*value_, target)) fail_kind("a whole number in its range");
  } else if constexpr (std::is_enum_v<T>) {
    read_enum(target);
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!value_->is_string()) return fail_kind("a text");
    target = value_->get_ref<const std::string&>();
  } else if constexpr (archive_detail::IsOptional<T>::value) {
    if (value_->is_null()) return target.reset();
    read(target.emplace());
  } else if constexpr (archive_detail::IsVector<T>::value) {
    read_list(target);
  } else {
    describe(*this, target);
  }
}

}  // namespace plimsoll
