#pragma once

// Collects what is wrong with a scenario file, each with its place, and keeps the environment's values out of it.
// Owned by one parse; one thread.

#include "scenarios/document/yaml_node.h"
#include "scenarios/finding.h"

#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

// Who gave what does not stand in the file.
struct Origin {
  std::string name;         // the place of a finding: "--users", "PLIMSOLL_USERS", "--set"
  bool names_path = false;  // the name alone does not say which value: findings keep their path
  bool usage = true;        // a value that is wrong by itself is bad usage, not a bad scenario
};

class FindingLog {
 public:
  explicit FindingLog(std::string file_name) : file_name_(std::move(file_name)) {}

  // `**` stands for it wherever it occurs in a message, unless it is too short to be one.
  void keep_secret(std::string value);

  // What stands at this path and below it is theirs; findings without a line are placed by it.
  void name_origin(std::string path, Origin origin);

  void add(std::size_t line, std::string path, std::string message);  // line 0: an override
  void add_rule(std::size_t line, const Finding& rule);               // without a place; usage only where it is so
  void add_of(const Origin& origin, std::string path, std::string message);
  void warn(std::size_t line, std::string path, std::string message);

  bool empty() const { return findings_.empty(); }
  // A finding there or below it: what follows from trouble is not told again.
  bool touches(const std::string& path) const;

  std::vector<Finding> take_findings();  // in the order of the file
  std::vector<std::string> take_warnings() { return std::move(warnings_); }

 private:
  struct Entry {
    std::size_t line;
    std::string path;  // also where the finding leaves it out
    Finding finding;
  };
  Finding placed(std::size_t line, std::string path, std::string message) const;
  std::string masked(std::string message) const;

  std::string file_name_;
  std::vector<std::string> secrets_;
  std::vector<std::pair<std::string, Origin>> origins_;  // by path
  std::vector<Entry> findings_;
  std::vector<std::string> warnings_;
};

}  // namespace plimsoll
