#include "engine/differences/sequence_matcher.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace plimsoll {
namespace {

struct Block {
  std::size_t one = 0, other = 0, size = 0;

  bool operator<(const Block& right) const {
    return std::tie(one, other, size) < std::tie(right.one, right.other, right.size);
  }
};

struct Range {
  std::size_t begin, end, other_begin, other_end;
};

using Places = std::unordered_map<std::uint32_t, std::vector<std::size_t>>;
using Sequence = std::vector<std::uint32_t>;

// The longest equal block, of several the one that begins first.
Block longest_block(const Sequence& one, const Places& places, const Range& range) {
  Block best{range.begin, range.other_begin, 0};
  std::unordered_map<std::size_t, std::size_t> lengths;  // of blocks that end at an element of the second
  for (auto i = range.begin; i < range.end; ++i) {
    std::unordered_map<std::size_t, std::size_t> now;
    if (const auto found = places.find(one[i]); found != places.end())
      for (const auto j : found->second) {
        if (j < range.other_begin) continue;
        if (j >= range.other_end) break;
        const auto before = j > 0 ? lengths.find(j - 1) : lengths.end();
        const auto length = now[j] = (before != lengths.end() ? before->second : 0) + 1;
        if (length > best.size) best = {i + 1 - length, j + 1 - length, length};
      }
    lengths.swap(now);
  }
  return best;
}

}  // namespace

std::vector<SequenceEdit> edits_between(const Sequence& one, const Sequence& other) {
  Places places;
  for (std::size_t j = 0; j < other.size(); ++j) places[other[j]].push_back(j);
  std::vector<Block> blocks;
  std::vector<Range> open = {{0, one.size(), 0, other.size()}};
  while (!open.empty()) {
    const auto range = open.back();
    open.pop_back();
    const auto block = longest_block(one, places, range);
    if (block.size == 0) continue;
    blocks.push_back(block);
    if (range.begin < block.one && range.other_begin < block.other)
      open.push_back({range.begin, block.one, range.other_begin, block.other});
    if (block.one + block.size < range.end && block.other + block.size < range.other_end)
      open.push_back({block.one + block.size, range.end, block.other + block.size, range.other_end});
  }
  std::sort(blocks.begin(), blocks.end());
  blocks.push_back({one.size(), other.size(), 0});
  std::vector<SequenceEdit> edits;
  std::size_t i = 0;
  std::size_t j = 0;
  for (const auto& block : blocks) {
    if (i < block.one && j < block.other)
      edits.push_back({SequenceEdit::Kind::replaced, i, block.one, j, block.other});
    else if (i < block.one)
      edits.push_back({SequenceEdit::Kind::removed, i, block.one, j, j});
    else if (j < block.other)
      edits.push_back({SequenceEdit::Kind::inserted, i, i, j, block.other});
    i = block.one + block.size;
    j = block.other + block.size;
  }
  return edits;
}

}  // namespace plimsoll
