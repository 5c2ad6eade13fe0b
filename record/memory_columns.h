#pragma once

// The columns of memory.csv, once: what each is called and which field of a row it is. The CSV, its JSON lines and the
// table in run.json are written and read by this list. A new column is a field of MemoryRow and a row here; the order
// is that of run.json, a new one comes last. Values; any thread.

#include "record/monitor_record.h"

#include <string_view>
#include <type_traits>
#include <variant>

namespace plimsoll {

using MemoryField =
    std::variant<double MemoryRow::*, std::optional<double> MemoryRow::*, bool MemoryRow::*, int MemoryRow::*,
                 std::uint32_t MemoryRow::*, std::uint64_t MemoryRow::*, std::vector<std::uint64_t> MemoryRow::*,
                 std::vector<std::optional<double>> MemoryRow::*>;

struct MemoryColumn {
  std::string_view key;    // in run.json
  std::string_view title;  // in memory.csv and its JSON lines; empty: a list, each item of which is a column by itself
  MemoryField field;
  bool of_load = false;  // not in the lines of what is watched without load
};

inline constexpr MemoryColumn kMemoryColumns[] = {
    {"t_s", "t_seconds", &MemoryRow::t_s},
    {"life", "life", &MemoryRow::life},
    {"pid", "pid", &MemoryRow::pid},
    {"anon_bytes", "anon_bytes", &MemoryRow::anon_bytes},
    {"rss_bytes", "rss_bytes", &MemoryRow::rss_bytes},
    {"warmup", "warmup", &MemoryRow::warmup, true},
    {"requests_total", "requests_total", &MemoryRow::requests_total, true},
    {"active_users", "active_users", &MemoryRow::active_users, true},
    {"restarts_total", "restarts_total", &MemoryRow::restarts_total},
    {"processes", "processes", &MemoryRow::processes},
    {"requests_by_name", "", &MemoryRow::requests_by_name},
    {"further", "", &MemoryRow::judged_beside},
    {"aborted_total", "aborted_total", &MemoryRow::aborted_total, true},
    {"cpu_seconds", "cpu_seconds", &MemoryRow::cpu_seconds},
};

// Calls `use` with the field of `row` that the column is of, as what it is.
template <class Row, class Use>
decltype(auto) with_field(const MemoryColumn& column, Row& row, Use use) {
  return std::visit([&](auto field) -> decltype(auto) { return use(row.*field); }, column.field);
}

// Of a column with a title: the value of a list is never asked for.
template <class T>
inline constexpr bool kIsList =
    std::is_same_v<T, std::vector<std::uint64_t>> || std::is_same_v<T, std::vector<std::optional<double>>>;

}  // namespace plimsoll
