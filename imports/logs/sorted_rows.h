#pragma once

// Rows of a log in the order of their instants, in bounded memory however many they are: what is past the bound goes
// sorted into a temporary file without a name, and is merged when it is read. Owned by one import; one thread.

#include "core/error.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

class SortedRows {
 public:
  static constexpr std::size_t kMostKept = std::size_t{32} << 20;  // bytes in memory

  explicit SortedRows(std::size_t most_kept = kMostKept) : most_kept_(most_kept) {}
  ~SortedRows();
  SortedRows(const SortedRows&) = delete;
  SortedRows& operator=(const SortedRows&) = delete;

  // Error: the temporary file cannot be written.
  Result<> add(double instant_s, std::string row);

  std::size_t size() const { return size_; }
  double first_s() const { return first_s_; }  // the earliest instant; 0 of no rows

  // All rows once more, however often it is called; those of one instant as they were added. An error of the visitor,
  // or of the temporary file, ends it.
  Result<> visit(const std::function<Result<>(double instant_s, std::string_view row)>& visitor);

 private:
  struct Kept {
    double instant_s;
    std::string row;
  };
  struct Spilled {  // places in the file
    std::size_t begin;
    std::size_t end;
  };
  class SpilledReader;

  Result<> spill();
  Result<> open_file();
  void sort_kept();

  std::size_t most_kept_;
  std::vector<Kept> kept_;
  std::size_t kept_bytes_ = 0;
  std::vector<Spilled> spilled_;
  int file_ = -1;
  std::size_t file_bytes_ = 0;
  std::size_t size_ = 0;
  double first_s_ = 0;
};

}  // namespace plimsoll
