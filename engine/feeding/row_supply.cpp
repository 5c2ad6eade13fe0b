#include "engine/feeding/row_supply.h"

#include "scenarios/feeders/feeder_reader.h"

#include <fmt/format.h>

#include <bit>
#include <functional>
#include <utility>

namespace plimsoll {
namespace {

// splitmix64's finish.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

// Prompts that are made are those of the run's seed.
Feeder with_seed(Feeder feeder, std::uint64_t seed) {
  feeder.seed = seed;
  return feeder;
}

}  // namespace

std::uint64_t shuffled(std::uint64_t index, std::uint64_t count, std::uint64_t key) {
  constexpr int kRounds = 4;
  if (count < 2) return 0;
  const auto half = static_cast<unsigned>((std::bit_width(count - 1) + 1) / 2);
  const std::uint64_t mask = (std::uint64_t{1} << half) - 1;
  do {
    std::uint64_t left = index >> half;
    std::uint64_t right = index & mask;
    for (int round = 0; round < kRounds; ++round) {
      const auto next = left ^ (mixed(right + key + static_cast<std::uint64_t>(round) * 0x9E3779B97F4A7C15ULL) & mask);
      left = std::exchange(right, next);
    }
    index = (left << half) | right;
  } while (index >= count);
  return index;
}

RowSupply::RowSupply(const Feeder& feeder, std::uint64_t seed)
    : feeder_(with_seed(feeder, seed)), seed_(mixed(seed ^ std::hash<std::string>()(feeder.name))) {}

RowSupply::~RowSupply() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wanted_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<std::unique_ptr<RowSupply>> RowSupply::start(const Feeder& feeder, std::uint64_t seed) {
  std::unique_ptr<RowSupply> supply(new RowSupply(feeder, seed));
  if (feeder.is_kept()) {
    supply->kept_ = feeder.rows;
    return supply;
  }
  auto reader = FeederReader::open(supply->feeder_);
  if (reader.has_error()) return reader.error();
  supply->reader_ = std::move(*reader);
  // What cannot be read at all is found before the load.
  auto first = supply->read_block();
  if (first.has_error()) return first.error();
  supply->ahead_.push_back(std::move(*first));
  supply->thread_ = std::thread([raw = supply.get()] { raw->read_ahead(); });
  return supply;
}

// The next rows; from the first again at the end. Null: there are no more.
Result<std::shared_ptr<RowBlock>> RowSupply::read_block() {
  if (broken_) return *broken_;
  auto block = std::make_shared<RowBlock>(feeder_.columns.size());
  block->begin_at(read_);
  while (block->rows() < kBlockRows && block->bytes() < kBlockBytes) {
    const auto more = reader_->next(*block);
    if (more.has_error()) {
      block->drop_unfinished_row();
      if (block->rows() == 0) return more.error();
      broken_ = more.error();  // once these have been sent
      break;
    }
    if (*more) continue;
    if (block->rows() > 0) break;
    if (feeder_.order == Feeder::Order::once) return std::shared_ptr<RowBlock>();
    auto again = FeederReader::open(feeder_);
    if (again.has_error()) return again.error();
    reader_ = std::move(*again);
    block->begin_at(read_ = 0);
    const auto first = reader_->next(*block);
    if (first.has_error()) return first.error();
    if (!*first) return invalid(fmt::format("{}: has no rows any more", feeder_.label));
  }
  read_ += block->rows();
  return block;
}

void RowSupply::read_ahead() {
  std::unique_lock lock(mutex_);
  while (!stopping_ && !ended_) {
    if (ahead_.size() >= kBlocksAhead) {
      wanted_.wait(lock);
      continue;
    }
    lock.unlock();
    auto block = read_block();
    lock.lock();
    if (block.has_error()) fault_ = block.error().message;
    ended_ = block.has_error() || !*block;
    if (!ended_) ahead_.push_back(std::move(*block));
    arrived_.notify_all();
  }
}

std::optional<RowRef> RowSupply::take(const RowTaker& taker) {
  if (!kept_) return take_read();
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = taken_++;
  }
  if (feeder_.order == Feeder::Order::once && number >= kept_->rows()) return std::nullopt;
  return RowRef{kept_, kept_row(number, taker)};
}

std::size_t RowSupply::kept_row(std::uint64_t number, const RowTaker& taker) const {
  const std::uint64_t rows = kept_->rows();
  switch (feeder_.order) {
    case Feeder::Order::shuffle:
      return shuffled(number % rows, rows, seed_ + number / rows);
    case Feeder::Order::random:
      return Random::stream(seed_, number).below(rows);
    case Feeder::Order::by_user: {
      const std::uint64_t own = rows / taker.users + (taker.user % taker.users < rows % taker.users ? 1 : 0);
      return own == 0 ? taker.user % rows : taker.user % taker.users + taker.users * (taker.turn % own);
    }
    case Feeder::Order::sequential:
    case Feeder::Order::once:
      break;
  }
  return number % rows;
}

std::optional<RowRef> RowSupply::take_read() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return !ahead_.empty() || ended_; });
  if (ahead_.empty()) return std::nullopt;
  RowRef row{ahead_.front(), next_row_};
  if (++next_row_ == row.block->rows()) {
    next_row_ = 0;
    ahead_.pop_front();
    wanted_.notify_one();
  }
  return row;
}

std::string RowSupply::fault() const {
  const std::lock_guard lock(mutex_);
  return fault_;
}

}  // namespace plimsoll
