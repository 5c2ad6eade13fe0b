#pragma once

// Which run a person means: one of the store, a folder of results or a record in a file; and the verbs that work on a
// store. Used by every command that reads a run; one thread.

#include "cli/findings.h"
#include "cli/options/given_options.h"
#include "cli/options/option_rows.h"
#include "core/error.h"
#include "record/run_record.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace plimsoll {

// `given`, else the usual place; error where that is not known.
Result<std::filesystem::path> store_path(const std::optional<std::string>& given);

// A folder or file that is there, a folder below plimsoll-out, else a run of the store: an id, its beginning, "latest",
// "latest of NAME". Without a store "latest" is the newest folder below plimsoll-out.
Result<RunRecord> record_meant(const std::string& run, const std::optional<std::string>& store);

// Where a sweep is meant, its sweep.json: a folder that has one, that file, or the id of one below plimsoll-out.
std::optional<std::filesystem::path> sweep_meant(const std::string& sweep);

inline const OptionRow kStoreOption{"--store", "PLIMSOLL_STORE",
                                    "The file of the runs (plimsoll/runs.db in the user's data folder)"};

template <class Store>
using StoreVerb = std::function<Result<void>(Store&, const GivenOptions&)>;

// A verb as a command: opens the store that is meant and does that with it. `open` gives the Store of a path.
template <class Store, class Open>
std::function<int(const GivenOptions&)> with_store(Open open, StoreVerb<Store> verb) {
  return [open, verb = std::move(verb)](const GivenOptions& given) {
    const auto path = store_path(given.text("--store"));
    if (path.has_error()) return fail(path.error());
    auto store = open(*path);
    if (store.has_error()) return fail(store.error());
    const Result<void> done = verb(*store, given);
    return done.has_error() ? fail(done.error()) : 0;
  };
}

}  // namespace plimsoll
