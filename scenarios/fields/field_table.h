#pragma once

// The format of a scenario, as tables: one row a key. A table reads its object, suggests the nearest key for an unknown
// one, and is what the JSON Schema and the reference are made from, so that the three cannot disagree.
// Immutable; any thread.

#include "scenarios/fields/value.h"
#include "scenarios/fields/value_type.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct FieldDescription {
  std::string name;
  std::string words;          // what kind of value
  std::string schema;         // the same for editors
  std::string default_value;  // "" if there is none
  std::string summary;        // one line
  bool required = false;
};

template <class Owner>
struct Field : FieldDescription {
  std::function<void(const Value&, Owner&)> read;
};

// A key that is not taken, with the reason: "is not built yet: ...". Better than an unknown key for what people expect.
struct Refusal {
  std::string_view key;
  std::string_view reason;
};

template <class Owner>
struct ObjectTable {
  std::string name;     // in the schema's $defs and as the heading in the reference
  std::string summary;  // one line
  std::vector<Field<Owner>> fields;
  std::vector<Refusal> refused;
};

struct ObjectDescription {
  std::string name;
  std::string summary;
  std::vector<FieldDescription> fields;
  std::vector<Refusal> refused;
};

template <class Owner>
ObjectDescription describe(const ObjectTable<Owner>& table) {
  return {table.name, table.summary, {table.fields.begin(), table.fields.end()}, table.refused};
}

struct FieldWords {
  std::string name;
  std::string default_value;
  std::string summary;
};

// A row whose value goes into one member of the owner.
template <class Owner, class Member, class T>
Field<Owner> field(FieldWords words, Member Owner::*member, const ValueType<T>& type) {
  return {{std::move(words.name), type.words, type.schema, std::move(words.default_value), std::move(words.summary)},
          [member, read = type.read](const Value& value, Owner& owner) {
            if (auto result = read(value)) owner.*member = *std::move(result);
          }};
}

// A row that does more with its value.
template <class Owner, class T, class Use>
Field<Owner> field_with(FieldWords words, const ValueType<T>& type, Use use) {
  return {{std::move(words.name), type.words, type.schema, std::move(words.default_value), std::move(words.summary)},
          [use, read = type.read](const Value& value, Owner& owner) {
            if (auto result = read(value)) use(value, owner, *std::move(result));
          }};
}

template <class Owner>
Field<Owner> required(Field<Owner> row) {
  row.required = true;
  return row;
}

void refuse_key(const Value::Entry& entry, const std::vector<std::string_view>& known,
                const std::vector<Refusal>& refused);

void refuse_absence(const Value& object, const FieldDescription& row);

// Reads what it can and tells the rest.
template <class Owner>
void read_object(const Value& value, const ObjectTable<Owner>& table, Owner& owner) {
  if (!value.is_map()) return value.expected("a mapping with the keys of \"" + table.name + "\"");
  for (const auto& entry : value.entries()) {
    const Field<Owner>* found = nullptr;
    std::vector<std::string_view> known;
    for (const auto& row : table.fields) {
      known.push_back(row.name);
      if (row.name == entry.key) found = &row;
    }
    if (found)
      found->read(entry.value, owner);
    else
      refuse_key(entry, known, table.refused);
  }
  for (const auto& row : table.fields)
    if (row.required && !value.node().find(row.name)) refuse_absence(value, row);
}

// An object of its own as the type of a value.
template <class Owner>
ValueType<Owner> object_type(const ObjectTable<Owner>& table) {
  return {"[" + table.name + "](#" + table.name + ")", R"({"$ref": "#/$defs/)" + table.name + R"("})",
          [&table](const Value& value) -> std::optional<Owner> {
            Owner owner;
            read_object(value, table, owner);
            return owner;
          }};
}

}  // namespace plimsoll
