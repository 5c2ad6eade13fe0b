#include "record/leak_verdict.h"

namespace plimsoll {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::clean:
      return "clean";
    case Verdict::suspected:
      return "suspected";
    case Verdict::leaking:
      return "leaking";
    case Verdict::inconclusive:
      return "inconclusive";
  }
  return "inconclusive";
}

}  // namespace plimsoll
