#pragma once

// What the fake NVIDIA libraries of tests/fake_nvml tell, in this process and in those it starts. Owned by a test.

#include "tests/support/temp_folder.h"

#include <cstdlib>
#include <string>

namespace plimsoll::test {

class FakeGpu {
 public:
  // Lines as in fake_nvml.c.
  explicit FakeGpu(const std::string& state) {
    tell(state);
    setenv("FAKE_NVML", (folder_.path() / "state").c_str(), 1);
  }
  ~FakeGpu() { unsetenv("FAKE_NVML"); }
  FakeGpu(const FakeGpu&) = delete;
  FakeGpu& operator=(const FakeGpu&) = delete;

  void tell(const std::string& state) { folder_.write("state", state); }

 private:
  TempFolder folder_;
};

}  // namespace plimsoll::test
