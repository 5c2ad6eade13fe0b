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

int gravity_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::clean:
      return 0;
    case Verdict::inconclusive:
      return 1;
    case Verdict::suspected:
      return 2;
    case Verdict::leaking:
      return 3;
  }
  return 0;
}

}  // namespace plimsoll
