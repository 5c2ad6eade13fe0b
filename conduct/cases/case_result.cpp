#include "conduct/cases/case_result.h"

namespace plimsoll {

std::string_view to_string(CaseResult::Verdict verdict) {
  switch (verdict) {
    case CaseResult::Verdict::refused:
      return "refused";
    case CaseResult::Verdict::accepted:
      return "accepted";
    case CaseResult::Verdict::unexpected:
      return "unexpected";
    case CaseResult::Verdict::server_error:
      return "server error";
    case CaseResult::Verdict::hung:
      return "hung";
    case CaseResult::Verdict::dropped:
      return "dropped";
    case CaseResult::Verdict::grows:
      return "memory grows";
    case CaseResult::Verdict::not_sent:
      break;
  }
  return "not sent";
}

}  // namespace plimsoll
