#pragma once

// A JSON body of one row made one of several: the list that has the one row as its only element gets so many. Pure but
// for the names that templates use; one thread a parse.

#include "core/error.h"
#include "scenarios/template_text.h"
#include "scenarios/templates/template_names.h"

#include <cstdint>
#include <string_view>

namespace plimsoll {

// Error: where there is no such list, or too much of it.
Result<TemplateText> parse_batch_template(std::string_view json, std::uint32_t rows, TemplateNames& names);

// "{{row.label}}" for so many rows, as a JSON list.
Result<TemplateText> parse_batch_value(std::string_view json, std::uint32_t rows, TemplateNames& names);

}  // namespace plimsoll
