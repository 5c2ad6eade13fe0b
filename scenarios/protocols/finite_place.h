#pragma once

// The place whose numbers have to be finite: a JSON path of names, indexes and [*] alone, so that a reader of JSON text
// can follow it without building the value. Values and a pure function; any thread.

#include "core/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// Neither: any child.
struct FiniteStep {
  std::optional<std::string> name{};
  std::optional<std::uint64_t> index{};
};

// "$.outputs[*].data". Error: what else stands in it.
Result<std::vector<FiniteStep>> parse_finite_place(std::string_view path);

}  // namespace plimsoll
