#pragma once

// The body of one answer as JSON, parsed when the first check asks for it and then kept for the others. Lives for one
// judgement; one thread.

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace plimsoll {

class JsonTree;

class JsonBody {
 public:
  explicit JsonBody(std::string_view text);
  // Made of what came in another form; `problem`: why it could not be, else empty.
  JsonBody(std::string made, std::string problem);
  ~JsonBody();

  std::string_view text() const noexcept { return text_; }
  bool is_built() const noexcept { return value_ != nullptr; }
  // Why it could not be made of what came in another form; empty: it could, or came as it is.
  std::string_view trouble_of_form() const noexcept { return could_be_made_ ? std::string_view() : problem_; }
  // Null if it is not JSON that can be looked into; problem() says why then.
  const nlohmann::json* get();
  // The same as it is written, for who holds the whole of it against something: in memory of this thread, until another
  // body is read there. Null: it is no JSON, or too deep or too large.
  const JsonTree* tree();
  const std::string& problem() const noexcept { return problem_; }
  // Where, and what stands there: "byte 7: NaN". May be empty.
  const std::string& place() const noexcept { return place_; }

 private:
  void parse();
  void explain();

  std::string made_;  // what text_ is of, where it did not come so
  bool could_be_made_ = true;
  std::string_view text_;
  std::unique_ptr<nlohmann::json> value_;
  bool is_in_tree_ = false;  // of the thread, unless another took it since
  std::string problem_;
  std::string place_;
};

}  // namespace plimsoll
