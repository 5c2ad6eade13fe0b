#pragma once

// The body of one answer as JSON, parsed when the first check asks for it and then kept for the others. Lives for one
// judgement; one thread.

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace plimsoll {

class JsonBody {
 public:
  explicit JsonBody(std::string_view text);
  // Made of what came in another form; `problem`: why it could not be, else empty.
  JsonBody(std::string made, std::string problem);
  ~JsonBody();

  std::string_view text() const noexcept { return text_; }
  bool is_built() const noexcept { return value_ != nullptr; }
  // Null if it is not JSON that can be looked into; problem() says why then.
  const nlohmann::json* get();
  const std::string& problem() const noexcept { return problem_; }
  // Where, and what stands there: "byte 7: NaN". May be empty.
  const std::string& place() const noexcept { return place_; }

 private:
  void parse();
  void explain();

  std::string made_;  // what text_ is of, where it did not come so
  std::string_view text_;
  std::unique_ptr<nlohmann::json> value_;
  std::string problem_;
  std::string place_;
};

}  // namespace plimsoll
