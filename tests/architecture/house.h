#pragma once

// The house as rooms.txt has it: floors, the rooms of each, and what each may include. Immutable once read; any thread.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll::architecture {

// "engine/wire" of "engine/wire/tls.h"; empty for what lies in no folder.
std::string_view folder_of(std::string_view path);

struct Room {
  std::string folder;                    // "engine/wire", or "engine" for the floor's own folder
  std::string floor;                     // "engine"
  std::vector<std::string> may_include;  // folders of the same floor; itself is understood
};

class House {
 public:
  static House parse(std::string_view text);
  static House read(const std::filesystem::path& root);  // its rooms.txt

  // The room that this file lies in; null where rooms.txt has no room of its folder.
  const Room* room_of(std::string_view path) const;
  bool allows(const Room& from, const Room& to) const;

  const std::vector<std::string>& floors() const { return floors_; }

 private:
  struct Arrow {
    std::string from, to;
    bool operator==(const Arrow&) const = default;
  };
  void add_floor(const std::string& name, const std::vector<std::string>& below);

  std::vector<std::string> floors_;
  std::vector<Arrow> between_floors_;
  std::vector<Room> rooms_;
};

}  // namespace plimsoll::architecture
