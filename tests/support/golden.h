#pragma once

// Compares a text with tests/golden/NAME. After an intended change run the tests once with UPDATE_GOLDEN=1: that writes
// the files anew, and `git diff tests/golden` shows what changed. Test programs only.

#include <gtest/gtest.h>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace plimsoll {

inline void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(PLIMSOLL_SOURCE_DIR) + "/tests/golden/" + name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path << " is missing: run once with UPDATE_GOLDEN=1";
  std::ostringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(text, golden.str()) << "differs from " << path;
}

}  // namespace plimsoll
