#pragma once

// The `cases` of a request: bad requests as they are written, and those that are derived. Immutable tables; any thread.

#include "scenarios/cases/mutation.h"
#include "scenarios/check.h"
#include "scenarios/fields/field_table.h"
#include "scenarios/header_list.h"
#include "scenarios/request_template.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// What is not given is as in the good request.
struct CaseDraft {
  std::optional<std::string> name;
  std::optional<Method> method;
  std::optional<std::string> path;
  std::vector<Header> query;
  std::vector<Header> headers;
  std::vector<std::string> without;  // headers of the good request
  std::optional<BodySet> body;
  std::string body_key;
  bool has_no_body = false;
  std::optional<std::string> content_type;
  std::optional<StatusCheck> expect;
};

struct CasesDraft {
  double share = 0;
  std::optional<Nanos> timeout;
  std::optional<StatusCheck> expect;
  std::vector<MutationKind> mutate;
  std::uint64_t repeats = 50;
  std::vector<CaseDraft> list;
};

const ObjectTable<CaseDraft>& case_table();
const ObjectTable<CasesDraft>& cases_table();
ValueType<CasesDraft> cases_type();  // a list, or an object

}  // namespace plimsoll
