#pragma once

// The names of ${NAME} while a scenario becomes something else. Each is read as a marker, which nobody's text looks
// like and which every encoding leaves as it is, and is written as a variable of the other tool: the value itself is
// never there. Owned by one export; one thread.

#include "scenarios/scenario.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

class ExportVariables {
 public:
  ExportVariables();

  // Stands for ${name} in any text.
  std::string marker_of(std::string_view name);
  // The variable is an address: its "http://" goes with it.
  void take_for_address(std::string_view name);

  struct Piece {
    std::string text;  // or the name of a variable
    bool is_variable = false;
  };
  // What stands between the markers, and the names, in order. Never empty.
  std::vector<Piece> pieces_of(std::string_view text) const;
  bool is_in(std::string_view text) const { return text.find(prefix_) != std::string_view::npos; }
  // As "$NAME", for people.
  std::string shown(std::string_view text) const;

  // The value of each header that is a secret, and written into the scenario itself, becomes a variable.
  void hide_secrets(Scenario& scenario);

 private:
  std::string prefix_;
  std::vector<std::string> names_;
  std::vector<bool> addresses_;  // by name
};

}  // namespace plimsoll
