#include "cli/stored_record.h"

#include "record/run_record_json.h"
#include "store/run_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string_view>

namespace plimsoll {
namespace {

constexpr std::string_view kResults = "plimsoll-out";
constexpr std::string_view kRecord = "run.json";
constexpr std::string_view kSweep = "sweep.json";

Result<RunRecord> record_in(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return invalid(fmt::format("{}: cannot be read", file.string()));
  std::stringstream text;
  text << in.rdbuf();
  auto record = run_record_from_json(text.str());
  if (record.has_error()) return with_context(record.error(), file.string());
  return record;
}

// Empty where nothing of this name is there.
std::filesystem::path file_of(const std::string& run) {
  std::error_code absent;
  for (const std::filesystem::path& path : {std::filesystem::path(run), std::filesystem::path(kResults) / run}) {
    if (std::filesystem::is_directory(path, absent) && std::filesystem::exists(path / kRecord, absent))
      return path / kRecord;
    if (std::filesystem::is_regular_file(path, absent)) return path;
  }
  return {};
}

// Run ids sort by time.
std::filesystem::path newest_of_results() {
  std::error_code absent;
  std::filesystem::path newest;
  for (const auto& entry : std::filesystem::directory_iterator(kResults, absent))
    if (std::filesystem::exists(entry.path() / kRecord)) newest = std::max(newest, entry.path());
  return newest.empty() ? newest : newest / kRecord;
}

}  // namespace

Result<std::filesystem::path> store_path(const std::optional<std::string>& given) {
  if (given) return std::filesystem::path(*given);
  auto path = RunStore::usual_path();
  if (path.empty())
    return Error{ErrorKind::usage,
                 "where the store is is not known without HOME or XDG_DATA_HOME; --store FILE says it"};
  return path;
}

std::optional<std::filesystem::path> sweep_meant(const std::string& sweep) {
  std::error_code absent;
  const std::filesystem::path given(sweep);
  if (given.filename() == kSweep && std::filesystem::is_regular_file(given, absent)) return given;
  for (const auto& folder : {given, std::filesystem::path(kResults) / given})
    if (std::filesystem::is_regular_file(folder / kSweep, absent)) return folder / kSweep;
  return std::nullopt;
}

Result<RunRecord> record_meant(const std::string& run, const std::optional<std::string>& store) {
  if (const auto file = file_of(run); !file.empty() && !store) return record_in(file);
  if (const auto sweep = sweep_meant(run); sweep && !store)
    return invalid(fmt::format("{}: is a sweep, not a run: its levels are runs, in {}", run,
                               (sweep->parent_path() / "levels").string()));
  const auto path = store_path(store);
  std::error_code absent;
  if (!store && (path.has_error() || !std::filesystem::exists(*path, absent))) {
    const auto newest = run == "latest" ? newest_of_results() : std::filesystem::path();
    if (!newest.empty()) return record_in(newest);
    return invalid(fmt::format("{}: no such folder, file or run{}", run,
                               path.has_error() ? "" : fmt::format("; there is no store {}", path->string())));
  }
  if (path.has_error()) return path.error();
  const auto opened = RunStore::open(*path, Database::Access::read);
  if (opened.has_error()) return opened.error();
  const auto found = opened->find(run);
  if (found.has_error()) return found.error();
  return opened->record_of(found->id);
}

}  // namespace plimsoll
