#pragma once

// Bad requests that go with a good one: what the target is asked that it has to refuse. Plain data, part of the plan;
// any thread.

#include "scenarios/request_template.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

class SchemaFault;  // schema_fault.h

struct BadCase {
  RequestTemplate request;  // its name is the case's; its checks say what it is to be answered; sent once
  std::string body_key;     // how its body is filled in: "json", "text"; empty: as it is
  bool is_derived = false;  // of the good request (mutation.h)
  std::string raw{};        // until it is filled in: what stands for kRawPlace in its body
  std::shared_ptr<const SchemaFault> of_schema{};  // the rule that its body breaks; null: it is of no schema
};

struct CasePlan {
  double share = 0;  // of the step's attempts in a load, to 1; 0: `check --smoke` alone sends them
  std::vector<BadCase> cases;
  std::size_t left_out = 0;    // derived ones beyond the bound
  std::string trouble;         // why none could be derived; empty: none was wanted, or all is well
  std::uint64_t repeats = 50;  // of `check --smoke`, to see whether the memory of what is watched grows; 0: none
};

// Whether a load sends some of them in the place of this request.
bool sends_bad_cases(const RequestTemplate& request);

// With the templates of each compiled, and the text in their bodies that is no JSON.
std::shared_ptr<const CasePlan> filled_in(CasePlan plan, const std::function<void(BadCase&)>& compile);

// For a step that a secret comes with.
std::shared_ptr<const CasePlan> with_hidden_answers(CasePlan plan);

}  // namespace plimsoll
