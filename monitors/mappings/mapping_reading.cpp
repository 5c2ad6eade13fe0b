#include "monitors/mappings/mapping_reading.h"

#include "monitors/mappings/mapping_classes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

constexpr std::size_t kMostGrown = 8;
constexpr std::uint64_t kLeastGrown = 4096;

using Kept = MappingReading::Kept;

void add(MappingAmount& sum, const MappingAmount& more) {
  sum.size_bytes += more.size_bytes;
  sum.resident_bytes += more.resident_bytes;
  sum.anon_bytes += more.anon_bytes;
}

MappingAmount share_of(const MappingAmount& amount, double share) {
  const auto part = [share](std::uint64_t bytes) {
    return static_cast<std::uint64_t>(std::llround(static_cast<double>(bytes) * share));
  };
  return {part(amount.size_bytes), part(amount.resident_bytes), part(amount.anon_bytes)};
}

struct Pair {
  const Kept* after = nullptr;
  MappingAmount before;
  bool is_new = true;
};

// Both are in the order of addresses.
std::vector<Pair> paired(const std::vector<Kept>& before, const std::vector<Kept>& after, std::vector<bool>& met) {
  std::vector<Pair> pairs;
  std::size_t first = 0;
  for (const auto& mapping : after) {
    Pair pair{&mapping, {}, true};
    while (first < before.size() && before[first].end <= mapping.begin) ++first;
    for (std::size_t i = first; i < before.size() && before[i].begin < mapping.end; ++i) {
      const auto& old = before[i];
      const auto shared = std::min(old.end, mapping.end) - std::max(old.begin, mapping.begin);
      add(pair.before, share_of(old.amount, static_cast<double>(shared) / static_cast<double>(old.end - old.begin)));
      pair.is_new = false;
      met[i] = true;
    }
    pairs.push_back(pair);
  }
  return pairs;
}

// A block that grew where there was no room is moved to a new place.
void find_moved(std::vector<Pair>& pairs, const std::vector<Kept>& before, std::vector<bool>& met) {
  std::vector<std::size_t> gone;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (!met[i]) gone.push_back(i);
  std::sort(gone.begin(), gone.end(),
            [&](auto a, auto b) { return before[a].amount.resident_bytes > before[b].amount.resident_bytes; });
  for (auto& pair : pairs) {
    if (!pair.is_new) continue;
    const auto from = std::find_if(gone.begin(), gone.end(), [&](std::size_t i) {
      return before[i].kind == pair.after->kind && before[i].name == pair.after->name &&
             before[i].amount.size_bytes <= pair.after->amount.size_bytes;
    });
    if (from == gone.end()) continue;
    pair.before = before[*from].amount;
    gone.erase(from);
  }
}

}  // namespace

MappingReading condensed(const std::vector<Mapping>& mappings, std::uint64_t threads, bool by_size) {
  MappingReading reading;
  reading.threads = threads;
  reading.by_size = by_size;
  const auto classes = classes_of(mappings, threads);
  for (std::size_t i = 0; i < mappings.size(); ++i) {
    const auto& mapping = mappings[i];
    if (!mapping.may_be_touched() && mapping.amount.resident_bytes == 0) continue;
    auto& of_class = reading.classes[static_cast<std::size_t>(classes[i])];
    add(of_class.amount, mapping.amount);
    ++of_class.mappings;
    reading.largest.push_back({mapping.begin, mapping.end, classes[i], mapping.name, mapping.amount});
  }
  auto& kept = reading.largest;
  if (kept.size() <= MappingReading::kMostKept) return reading;
  const auto last = kept.begin() + MappingReading::kMostKept;
  std::nth_element(kept.begin(), last, kept.end(), [by_size](const Kept& a, const Kept& b) {
    return held_bytes(a.kind, a.amount, by_size) > held_bytes(b.kind, b.amount, by_size);
  });
  kept.erase(last, kept.end());
  kept.shrink_to_fit();
  std::sort(kept.begin(), kept.end(), [](const Kept& a, const Kept& b) { return a.begin < b.begin; });
  return reading;
}

ProcessMappings growth_between(const MappingReading& before, const MappingReading& after) {
  ProcessMappings growth;
  growth.by_size = before.by_size || after.by_size;
  growth.threads_before = before.threads;
  growth.threads_after = after.threads;
  std::vector<bool> met(before.largest.size(), false);
  auto pairs = paired(before.largest, after.largest, met);
  find_moved(pairs, before.largest, met);

  std::array<std::uint64_t, kMappingClasses> grown{};
  const auto gained_by = [&](const MappingGrowth& mapping) {
    const auto now = held_bytes(mapping.kind, mapping.after, growth.by_size);
    return now - std::min(now, held_bytes(mapping.kind, mapping.before, growth.by_size));
  };
  for (const auto& pair : pairs) {
    const auto& mapping = *pair.after;
    MappingGrowth one{mapping.kind, mapping.name, fmt::format("{:x}-{:x}", mapping.begin, mapping.end), pair.before,
                      mapping.amount};
    if (gained_by(one) < kLeastGrown) continue;
    ++grown[static_cast<std::size_t>(mapping.kind)];
    growth.grown.push_back(std::move(one));
  }
  std::stable_sort(growth.grown.begin(), growth.grown.end(),
                   [&](const auto& a, const auto& b) { return gained_by(a) > gained_by(b); });
  if (growth.grown.size() > kMostGrown) growth.grown.resize(kMostGrown);

  for (std::size_t i = 0; i < kMappingClasses; ++i) {
    const auto &was = before.classes[i], &is = after.classes[i];
    if (was.mappings + is.mappings == 0) continue;
    // Of very many small ones not all are known one by one.
    const auto come = is.mappings - std::min(is.mappings, was.mappings);
    growth.classes.push_back(
        {static_cast<MappingClass>(i), was.mappings, is.mappings, std::max(grown[i], come), was.amount, is.amount});
  }
  return growth;
}

}  // namespace plimsoll
