#include "scenarios/tables/rests_table.h"

namespace plimsoll {

const ObjectTable<Rests>& rests_table() {
  static const ObjectTable<Rests> kTable = {
      "rests",
      "Load and rest in turn: at rest growth by request stops, growth by time goes on, and a backlog is given back. In "
      "a "
      "rest nobody starts a task; requests in flight end.",
      {
          field({"every", "a fifth of the duration", "from the beginning of one stretch of load to the next"},
                &Rests::every, duration_type()),
          field({"for", "a third of `every`", "the rest at its end"}, &Rests::length, duration_type()),
      },
      {}};
  return kTable;
}

}  // namespace plimsoll
