#include "imports/openapi/document_references.h"

#include "core/text.h"
#include "imports/plan/document_value.h"
#include "imports/plan/url_parts.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

constexpr int kLongestChain = 32;

}  // namespace

const DocumentReferences::Json& DocumentReferences::resolved(const Json& value, std::string* last) const {
  static const Json kNothing;
  const Json* here = &value;
  for (int i = 0; i < kLongestChain; ++i) {
    const auto reference = text_member(*here, "$ref");
    if (reference.empty()) return *here;
    if (last != nullptr) *last = reference;
    here = found(reference);
    if (here == nullptr) return kNothing;
  }
  return kNothing;
}

const DocumentReferences::Json* DocumentReferences::found(const std::string& reference) const {
  const auto [known, fresh] = known_.try_emplace(reference, nullptr);
  if (fresh) known->second = looked_up(reference);
  return known->second;
}

const DocumentReferences::Json* DocumentReferences::looked_up(const std::string& reference) const {
  if (!reference.starts_with("#/")) return nullptr;
  const Json* here = &document_;
  std::string_view rest = std::string_view(reference).substr(2);
  for (bool more = true; more;) {
    const auto slash = rest.find('/');
    more = slash != std::string_view::npos;
    auto part = percent_decoded_text(rest.substr(0, slash));
    if (more) rest.remove_prefix(slash + 1);
    replace_all(part, "~1", "/");
    replace_all(part, "~0", "~");
    if (here->is_array()) {
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
      if (error != std::errc() || end != part.data() + part.size() || index >= here->size()) return nullptr;
      here = &(*here)[index];
      continue;
    }
    if (!here->is_object()) return nullptr;
    const auto next = here->find(part);
    if (next == here->end()) return nullptr;
    here = &*next;
  }
  return here;
}

}  // namespace plimsoll
