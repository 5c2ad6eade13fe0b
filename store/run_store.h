#pragma once

// The runs of one machine in one file: listed, read, tagged, removed. Several programs may have it open, one writes at
// a time. A run that goes on writes by RunStoreWriter. Owned by one command; one thread.

#include "core/error.h"
#include "record/run_record.h"
#include "store/database.h"
#include "store/stored_run.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct RunFilter {
  std::optional<std::string> name, tag;
  std::size_t most = 50;
  std::optional<std::string> search{};  // in name, target, note, id and tags, without regard to case
  std::optional<std::string> before{};  // older than the run of this id
};

class RunStore {
 public:
  // $XDG_DATA_HOME/plimsoll/runs.db, else ~/.local/share/plimsoll/runs.db; empty where neither is known.
  static std::filesystem::path usual_path();

  // `write` makes the file and its folder where there is none, and brings an older one up to date; a newer one is
  // refused, and nothing of it is changed.
  static Result<RunStore> open(const std::filesystem::path& path, Database::Access access);

  // Whether a run of exactly this id is in a store that can be read.
  static bool holds(const std::filesystem::path& path, const std::string& id);

  // The newest first.
  Result<std::vector<StoredRun>> list(const RunFilter& filter) const;

  // Those that go on.
  Result<std::vector<StoredRun>> running() const;

  // Of exactly this id; nothing where there is none. As fast in a store of very many.
  Result<std::optional<StoredRun>> with_id(const std::string& id) const;

  // An id, its unique beginning, "latest", "latest of NAME". Error: none or several are meant, with what there is.
  Result<StoredRun> find(const std::string& reference) const;

  // As far as it had come, of one that was cut off or still runs; which of the two it is stands in it.
  Result<RunRecord> record_of(const std::string& id) const;

  Result<void> add_tag(const std::string& id, const std::string& tag);
  Result<void> remove_tag(const std::string& id, const std::string& tag);
  Result<void> set_note(const std::string& id, const std::string& note);
  Result<void> set_kept(const std::string& id, bool kept);

  // The oldest of each name beyond `of_each_name`, but none that is kept, tagged or running. How many went.
  Result<std::size_t> prune(std::size_t of_each_name);
  Result<void> remove(const std::string& id);

  const Database& database() const noexcept { return database_; }

 private:
  explicit RunStore(Database database) : database_(std::move(database)) {}
  Result<void> change(std::string_view sql, const std::string& id, std::string_view value);

  Database database_;
};

}  // namespace plimsoll
