#pragma once

// A scenario read so that its ${NAME} stay names: as markers wherever any text may stand. Where a number, a duration
// or the like is expected, the variable's value is taken, since nothing else can be read there. No state; one thread.

#include "exports/export_variables.h"
#include "scenarios/reading/parse.h"

namespace plimsoll {

// The environment of the input is asked for those alone.
ParseOutcome read_for_export(ParseInput input, ExportVariables& variables);

}  // namespace plimsoll
