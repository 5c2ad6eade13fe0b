#include "web/api/kept_answers.h"

#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "store/stored_run_json.h"

#include <fmt/format.h>

namespace plimsoll {

KeptAnswers::Text KeptAnswers::find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return entries_.front().second;
}

KeptAnswers::Text KeptAnswers::keep(const std::string& key, std::string made) {
  auto text = std::make_shared<const std::string>(std::move(made));
  const std::lock_guard lock(mutex_);
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    bytes_ -= bytes_of(*known->second);
    entries_.erase(known->second);
    by_key_.erase(known);
  }
  entries_.emplace_front(key, text);
  by_key_.emplace(key, entries_.begin());
  bytes_ += bytes_of(entries_.front());
  while (bytes_ > most_bytes_) {
    bytes_ -= bytes_of(entries_.back());
    by_key_.erase(entries_.back().first);
    entries_.pop_back();
  }
  return text;
}

std::size_t KeptAnswers::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::string key_of(std::string_view what, const StoredRun& run) {
  return fmt::format("{} {} {}", what, run.stored_bytes, to_text(stored_run_json(run)));
}

}  // namespace plimsoll
