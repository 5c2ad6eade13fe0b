#pragma once

// Follows "$ref" within one document. Owned by one import; the document must outlive it; one thread.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <unordered_map>

namespace plimsoll {

class DocumentReferences {
 public:
  using Json = nlohmann::ordered_json;

  explicit DocumentReferences(const Json& document) : document_(document) {}

  // What is meant at last; null where a reference leads out of the document, to nothing, or in a circle of references.
  // `last`: the last reference that was followed; empty: there was none.
  const Json& resolved(const Json& value, std::string* last = nullptr) const;

 private:
  const Json* found(const std::string& reference) const;
  const Json* looked_up(const std::string& reference) const;

  const Json& document_;
  // An object is looked through from its beginning, and a schema may be named a thousand times.
  mutable std::unordered_map<std::string, const Json*> known_;
};

}  // namespace plimsoll
