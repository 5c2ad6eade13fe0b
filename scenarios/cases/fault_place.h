#pragma once

// The one place of a JSON body in which a bad request differs from the good one. With it a smaller body that is wrong
// in the same way is told from one that is wrong in another. A value; any thread.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

struct FaultAt;

class FaultPlace {
 public:
  // Nothing: one of them is no JSON (NaN stands for a value in the bad one) or too deep to be built, or they are alike.
  static std::optional<FaultPlace> between(std::string_view good, std::string_view bad);

  // Whether the body still has it there: a value of the same kind that is wrong, or the member still missing.
  bool is_in(std::string_view body) const;
  // The body with what the good one has there. The body has the fault.
  std::string repaired(std::string_view body) const;

 private:
  explicit FaultPlace(std::shared_ptr<const FaultAt> at);

  std::shared_ptr<const FaultAt> at_;
};

// The same form: JSON stays JSON, what is none stays none, and something stays something.
bool has_form_of(std::string_view smaller, std::string_view whole);

}  // namespace plimsoll
