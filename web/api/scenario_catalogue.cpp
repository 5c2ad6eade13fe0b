#include "web/api/scenario_catalogue.h"

#include "core/utf8.h"
#include "scenarios/bodies/files_asked.h"
#include "scenarios/reading/parse.h"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMostEntries = 1000;
// A file that changed while it was read, or just before, may change again within the same tick of its clock.
constexpr Nanos kTooFresh = std::chrono::seconds(2);

}  // namespace

ScenarioCatalogue::FileMark ScenarioCatalogue::mark_of(const std::filesystem::path& path) {
  FileMark mark{path};
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return mark;
  mark.inode = info.st_ino;
  mark.size = static_cast<std::uint64_t>(info.st_size);
  mark.changed_ns = (std::chrono::seconds(info.st_ctim.tv_sec) + Nanos(info.st_ctim.tv_nsec)).count();
  return mark;
}

bool ScenarioCatalogue::holds(const Entry& entry) {
  return std::all_of(entry.files.begin(), entry.files.end(),
                     [](const FileMark& mark) { return mark == mark_of(mark.path); });
}

ScenarioFacts ScenarioCatalogue::facts_of(const std::filesystem::path& file) {
  Entry entry;
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = entries_.find(file); known != entries_.end()) entry = known->second;
  }
  if (!entry.files.empty() && holds(entry)) return entry.facts;
  const auto began = now_();
  ++times_parsed_;
  const FilesAsked asked;
  const auto outcome = load_scenario(file, {});
  entry = {};
  if (outcome.scenario)
    entry.facts = {valid_utf8(outcome.scenario->name), valid_utf8(outcome.scenario->target.url.text()), true, 0};
  entry.facts.findings = outcome.findings.size();
  for (const auto& path : asked.paths()) entry.files.push_back(mark_of(path));
  const auto newest = (began - kTooFresh).time_since_epoch().count();
  const bool settled = std::all_of(entry.files.begin(), entry.files.end(),
                                   [&](const FileMark& mark) { return mark.changed_ns < newest; });
  const std::lock_guard lock(mutex_);
  entries_.erase(file);
  if (!asked.all() || !settled) return entry.facts;
  if (entries_.size() >= kMostEntries) entries_.clear();
  auto facts = entry.facts;
  entries_.emplace(file, std::move(entry));
  return facts;
}

}  // namespace plimsoll
