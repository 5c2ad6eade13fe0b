#pragma once

// The fields of what kind of memory grew, as run.json names them. Included by the list of a record's fields alone.

#include "core/json/json_archive.h"
#include "record/mapping_growth.h"

namespace plimsoll {

template <>
struct EnumNames<MappingClass> {
  static constexpr std::size_t kCount = kMappingClasses;
  static std::string_view name(MappingClass value) { return to_string(value); }
};

template <class A>
void describe(A& a, FieldsOf<A, MappingAmount> amount) {
  a("size_bytes", amount.size_bytes);
  a("resident_bytes", amount.resident_bytes);
  a("anon_bytes", amount.anon_bytes);
}

template <class A>
void describe(A& a, FieldsOf<A, ClassGrowth> growth) {
  a.required("class", growth.kind);
  a("mappings_before", growth.mappings_before);
  a("mappings_after", growth.mappings_after);
  a("grown", growth.grown);
  a("before", growth.before);
  a("after", growth.after);
}

template <class A>
void describe(A& a, FieldsOf<A, MappingGrowth> mapping) {
  a.required("class", mapping.kind);
  a("name", mapping.name);
  a("address", mapping.address);
  a("before", mapping.before);
  a("after", mapping.after);
}

template <class A>
void describe(A& a, FieldsOf<A, ProcessMappings> process) {
  a.required("pid", process.pid);
  a("life", process.life);
  a("from_s", process.from_s);
  a("to_s", process.to_s);
  a("by_size", process.by_size);
  a("threads_before", process.threads_before);
  a("threads_after", process.threads_after);
  a("classes", process.classes);
  a("grown", process.grown);
}

template <class A>
void describe(A& a, FieldsOf<A, MappingRecord> mappings) {
  a("processes", mappings.processes);
  a.where_filled("notes", mappings.notes);
}

}  // namespace plimsoll
