#pragma once

// What one .hurl file is made a load with: its variables as they are at an entry, its folder, and what is found wrong.
// Lives for that; one thread.

#include "core/error.h"
#include "scenarios/hurl/attached_file.h"
#include "scenarios/hurl/load_text.h"
#include "scenarios/permissions.h"
#include "scenarios/queries/text_cursor.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

struct LoadContext {
  LoadVariables variables;
  std::filesystem::path folder;
  bool may_read_files = true;
  std::string file_prefix{};  // before the name of a file that the scenario reads
  std::vector<TextFault> faults{};

  void refuse(TextPlace place, std::string message) { faults.push_back({place, std::move(message)}); }

  // The value; where there is none, the fault is kept and this is what stands for it.
  template <class Value>
  Value take(Result<Value> result, TextPlace place) {
    if (result.has_value()) return *std::move(result);
    refuse(place, result.error().message);
    return {};
  }

  Result<std::string> content(const QueryText& name) const {
    if (!may_read_files) return invalid(std::string(kNoFiles));
    auto fixed = variables.fixed(name);
    if (fixed.has_error()) return fixed;
    return attached_content(folder, *fixed);
  }
};

}  // namespace plimsoll
