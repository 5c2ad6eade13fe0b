#pragma once

// The objects of a JSON file, one at a time, however large it is: those of one array, or one behind the other as JSON
// lines have them. No more than one of them is in memory. Owned by whoever reads; one thread.

#include "core/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace plimsoll {

class JsonObjects {
 public:
  static constexpr std::size_t kMostBytes = 64 << 20;  // of one

  // `label`: of the file, in every message.
  JsonObjects(const std::filesystem::path& file, std::string label);

  // The next one; false at the end. Error: place, what is wrong there and the remedy.
  Result<bool> next(nlohmann::ordered_json& into);
  // Where it begins, from 1.
  std::uint64_t line() const { return first_line_; }

 private:
  int take();
  Result<bool> find_begin();
  Result<> read_text();
  Error wrong(const std::string& what) const;

  std::ifstream in_;
  std::string label_;
  std::string text_;
  std::uint64_t line_ = 1;
  std::uint64_t first_line_ = 0;
  bool within_array_ = false;
  bool array_ended_ = false;
  bool any_ = false;
};

}  // namespace plimsoll
