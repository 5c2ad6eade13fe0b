#include "scenarios/rests_table.h"

namespace plimsoll {

const ObjectTable<Rests>& rests_table() {
  static const ObjectTable<Rests> kTable = {
      "rests",
      "Load and rest in turn: what grows under load and not at rest is a cache or a backlog. In a rest nobody starts a "
      "task; requests in flight end.",
      {
          field({"every", "a fifth of the duration", "from the beginning of one stretch of load to the next"},
                &Rests::every, duration_type()),
          field({"for", "a third of `every`", "the rest at its end"}, &Rests::length, duration_type()),
      },
      {}};
  return kTable;
}

}  // namespace plimsoll
