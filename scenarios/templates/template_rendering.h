#pragma once

// A template filled in for one request, into text that is used again: the steady state allocates nothing. Pure
// functions; any thread.

#include "core/random.h"
#include "scenarios/feeder.h"
#include "scenarios/feeders/row_block.h"
#include "scenarios/template_text.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace plimsoll {

// Out of an answer; as a cell of a feeder is.
struct CapturedValue {
  std::string text;
  CellType type = CellType::null;
};

struct TemplateInputs {
  // By feeder; those that the task takes none of are empty. Of a body of several rows so many times, row by row.
  std::span<const RowRef> rows;
  std::uint64_t user = 0;                     // from 1
  std::uint64_t sequence = 0;                 // from 1
  Random random{0};                           // of this request alone
  std::span<const CapturedValue> captured{};  // by slot
  // A Weyl sequence: its low bits, and its high ones as a fraction, come again only after all others.
  std::uint64_t unique = 0;
  std::size_t feeders = 0;  // of the scenario
};

// Added at the end of `into`.
void render_template(const TemplateText& text, TemplateInputs& inputs, std::string& into);

}  // namespace plimsoll
