#pragma once

// What rules of a plan find wrong, one after the other: a base of those that look at a whole part of it. Without a
// place; the path is that of a scenario file. One thread.

#include "core/clock.h"
#include "scenarios/finding.h"

#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

class RuleFindings {
 protected:
  void refuse(std::string path, std::string message) { findings_.push_back({"", std::move(path), std::move(message)}); }

  // Wrong by itself, whatever stands beside it.
  void refuse_value(std::string path, std::string message) {
    findings_.push_back({"", std::move(path), std::move(message), true});
  }

  void above_zero(Nanos value, const std::string& path) {
    if (value <= Nanos(0)) refuse_value(path, "expected a duration above 0");
  }

  void add_all(std::vector<Finding> found) {
    for (auto& finding : found) findings_.push_back(std::move(finding));
  }

  std::vector<Finding> taken() { return std::move(findings_); }

 private:
  std::vector<Finding> findings_;
};

}  // namespace plimsoll
