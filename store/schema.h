#pragma once

// The tables of the store and how an older file is brought up to date. Pure but for the file; one thread.

#include "core/error.h"
#include "store/database.h"

namespace plimsoll {

// Of a new or older file. Error: it is newer than this program, or not a store; nothing was changed.
Result<void> bring_up_to_date(const Database& database);

}  // namespace plimsoll
