#pragma once

// The smallest request that shows what a bad one showed, by the same fault: where that is repaired, it shows no more.
// Blocks; one thread.

#include "conduct/cases/case_sender.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace plimsoll {

class SchemaFault;  // scenarios/cases/schema_fault.h

struct ShownFault {
  const RequestTemplate& good;   // settled, as the bad one is (CaseSender::settle)
  const RequestTemplate& whole;  // the bad one that showed it
  const SchemaFault* of_schema;  // the rule that its body breaks; null: it is of no schema
  CaseResult::Verdict verdict;
  int status;
};

struct SmallestRequest {
  RequestTemplate request;
  bool is_finished = false;  // nothing more of it can be taken away
};

// `is_alive`: whether good requests are still answered; else nothing more is sent.
SmallestRequest smallest_request(const CaseSender& sender, const ShownFault& shown,
                                 const std::function<bool()>& is_stopped, const std::function<bool()>& is_alive);

}  // namespace plimsoll
