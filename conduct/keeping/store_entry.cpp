#include "conduct/keeping/store_entry.h"

#include "reports/words/headline.h"
#include "store/seconds_of_run.h"

#include <system_error>
#include <utility>

namespace plimsoll {

StoreEntry::StoreEntry(const StoreChoice& choice, RunRecord& begun, std::vector<std::string>& problems) {
  if (choice.store.empty()) return;
  auto writer = RunStoreWriter::begin(choice.store, begun, choice.control);
  std::error_code absent;
  if (writer.has_value())
    writer_ = std::move(*writer);
  else if (choice.is_asked_for || std::filesystem::exists(choice.store, absent))
    problems.push_back("The run is not in the store: " + writer.error().message);
  else
    begun.measurement.notes.push_back("the run is not in the store: " + writer.error().message);
  is_refused_ = writer.has_error() && writer.error().kind == ErrorKind::usage;
}

void StoreEntry::add_second(const RunRecord& begun, Snapshot counted, const TimelineRow& second) {
  if (writer_) writer_->add(record_of_second(begun, std::move(counted), second, rows_.take()));
}

void StoreEntry::put(RunRecord so_far) {
  if (writer_) writer_->put(std::move(so_far));
}

std::string StoreEntry::end(const RunRecord& record) {
  if (!writer_) return {};
  const auto stored = writer_->end(record, headline(record));
  return stored.has_error() ? "The run is not whole in the store: " + stored.error().message : std::string();
}

}  // namespace plimsoll
