#pragma once

// The rules by row of one request, of what was written: expected values with {{...}} in them leave the fixed checks.
// Pure but for the names that templates use; one thread a parse.

#include "scenarios/quality/quality_table.h"
#include "scenarios/request_template.h"
#include "scenarios/templates/template_names.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace plimsoll {

// Findings are told by `refuse`, with the key within the request.
using RefuseRow = std::function<void(const std::string& key, std::string message)>;

struct RowDraft {
  const std::optional<QualityDraft>& quality;
  std::uint32_t rows = 0;  // of a body that is made of one row; 0: of none
};

// Of `request` the checks that depend on the row are taken away; their templates are added to `parts`.
void compile_row_rules(const RowDraft& draft, RequestTemplate& request, TemplateNames& names, VaryingParts& parts,
                       const RefuseRow& refuse);

}  // namespace plimsoll
