#pragma once

// Collects what is wrong with a scenario file, each with its place, and keeps the environment's values out of it.
// Owned by one parse; one thread.

#include "scenarios/document/yaml_node.h"
#include "scenarios/finding.h"

#include <string>
#include <vector>

namespace plimsoll {

class FindingLog {
 public:
  explicit FindingLog(std::string file_name) : file_name_(std::move(file_name)) {}

  // `**` stands for it wherever it occurs in a message, unless it is too short to be one.
  void keep_secret(std::string value);

  void add(std::size_t line, std::string path, std::string message);  // line 0: an override
  void add_at(std::string place, std::string path, std::string message);
  void warn(std::size_t line, std::string path, std::string message);

  bool empty() const { return findings_.empty(); }
  // A finding there or below it: what follows from trouble is not told again.
  bool touches(const std::string& path) const;

  std::vector<Finding> take_findings();  // in the order of the file
  std::vector<std::string> take_warnings() { return std::move(warnings_); }

 private:
  struct Entry {
    std::size_t line;
    Finding finding;
  };
  std::string place(std::size_t line) const;
  std::string masked(std::string message) const;

  std::string file_name_;
  std::vector<std::string> secrets_;
  std::vector<Entry> findings_;
  std::vector<std::string> warnings_;
};

}  // namespace plimsoll
