#pragma once

// Some rows of a feeder, one behind the other in one piece of memory. A value, not changed once it is shared; any
// thread.

#include "scenarios/feeder.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

class RowBlock {
 public:
  explicit RowBlock(std::size_t columns = 0) : columns_(columns) {}

  struct Cell {
    std::string_view text;
    CellType type = CellType::null;
  };
  Cell cell(std::size_t row, std::size_t column) const {
    const auto index = row * columns_ + column;
    const std::size_t begin = index == 0 ? 0 : cells_[index - 1].end;
    return {std::string_view(text_).substr(begin, cells_[index].end - begin), cells_[index].type};
  }
  std::size_t rows() const { return lines_.size(); }
  std::size_t bytes() const { return text_.size(); }
  // Of the file, from 1; of a folder the number of the file.
  std::uint64_t line(std::size_t row) const { return lines_[row]; }

  // Among all rows of the feeder, from 0.
  std::uint64_t number(std::size_t row) const { return first_ + row; }
  void begin_at(std::uint64_t number) { first_ = number; }

  // As many cells as there are columns follow.
  void add_row(std::uint64_t line) { lines_.push_back(line); }
  void add_cell(std::string_view text, CellType type) {
    text_.append(text);
    cells_.push_back({static_cast<std::uint32_t>(text_.size()), type});
  }
  // What a reader that found the row wrong left of it.
  void drop_unfinished_row() {
    if (cells_.size() == rows() * columns_) return;
    lines_.pop_back();
    cells_.erase(cells_.begin() + static_cast<std::ptrdiff_t>(rows() * columns_), cells_.end());
    text_.resize(cells_.empty() ? 0 : cells_.back().end);
  }
  // The rows of another one with as many columns, behind these.
  void append(const RowBlock& other) {
    for (std::size_t row = 0; row < other.rows(); ++row) {
      add_row(other.line(row));
      for (std::size_t column = 0; column < columns_; ++column) {
        const auto cell = other.cell(row, column);
        add_cell(cell.text, cell.type);
      }
    }
  }
  // The cells of a column are of that type from then on, null where they are empty.
  void set_type(std::size_t column, CellType type) {
    for (std::size_t row = 0; row < rows(); ++row) {
      const bool empty = cell(row, column).text.empty();
      cells_[row * columns_ + column].type = empty && type != CellType::text ? CellType::null : type;
    }
  }
  void clear() {
    text_.clear();
    cells_.clear();
    lines_.clear();
  }

 private:
  struct Place {
    std::uint32_t end;  // in the text; it begins where the one before ends
    CellType type;
  };
  std::size_t columns_;
  std::string text_;
  std::vector<Place> cells_;
  std::vector<std::uint64_t> lines_;
  std::uint64_t first_ = 0;  // the number of the first
};

// One row; keeps it in memory as long as it lives.
struct RowRef {
  std::shared_ptr<const RowBlock> block;
  std::size_t row = 0;

  RowBlock::Cell cell(std::size_t column) const { return block->cell(row, column); }
  std::uint64_t line() const { return block->line(row); }
  std::uint64_t number() const { return block->number(row); }
};

}  // namespace plimsoll
