#pragma once

// A JSON text as a flat list of its values in the order of the text, numbers kept as they were written. Memory is used
// again by the next text, so that reading answers of a size allocates nothing. Values are views into the tree: they end
// with it, and with the next parse. Owned by who compares; one thread at a time.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

enum class JsonKind : std::uint8_t { null, boolean, integer, real, text, array, object };

// 1.0 and 1e2 are real. NaN and the infinities, where they are allowed, are real too.
struct JsonNode {
  JsonKind kind = JsonKind::null;
  bool truth = false;       // of a boolean
  bool is_hidden = false;   // a member whose name comes again later: the last counts
  std::uint32_t end = 0;    // the number behind its last value below
  std::uint32_t count = 0;  // of elements, or of members that are not hidden
  double number = 0;        // the nearest; infinite where it is beyond a double
  std::string_view name{};  // of a member
  std::string_view text{};  // of a text, or a number as it was written
};

inline bool is_number(const JsonNode& node) { return node.kind == JsonKind::integer || node.kind == JsonKind::real; }

enum class JsonNumbers { strict, with_nan };  // the second takes NaN, Infinity and -Infinity, as Python's json does

class JsonTree {
 public:
  using Id = std::uint32_t;
  static constexpr Id kNone = 0xFFFFFFFF;

  JsonTree();
  JsonTree(JsonTree&&) noexcept;
  JsonTree& operator=(JsonTree&&) noexcept;
  ~JsonTree();

  // False: the text is no JSON, not UTF-8, deeper than core/json_shape's kDeepestJson, or of more than 1 GiB. The tree
  // is empty then.
  bool parse(std::string_view text, JsonNumbers numbers = JsonNumbers::strict);

  // One text, without reading JSON; a view of it.
  void be_text(std::string_view text);

  bool empty() const noexcept { return nodes_.empty(); }
  const JsonNode& operator[](Id id) const noexcept { return nodes_[id]; }
  std::size_t size() const noexcept { return nodes_.size(); }
  // Members that do not count, since their name comes again.
  const std::vector<Id>& hidden() const noexcept { return hidden_; }

  // Called with the number of each element, or of each member that counts.
  template <class Use>
  void for_children(Id parent, const Use& use) const {
    const auto end = nodes_[parent].end;
    for (auto child = parent + 1; child < end; child = nodes_[child].end)
      if (!nodes_[child].is_hidden) use(child);
  }
  // The first child from there on that counts; `end`: there is none.
  Id shown_from(Id child, Id end) const noexcept {
    while (child < end && nodes_[child].is_hidden) child = nodes_[child].end;
    return child;
  }

  // JSON again, on one line; soon after `most` bytes it ends. `strict`: "NaN" is a text, not a number that JSON lacks.
  void write(Id id, std::string& text, std::size_t most, JsonNumbers numbers = JsonNumbers::with_nan) const;

 private:
  class Builder;
  struct Reader;

  std::unique_ptr<Reader> reader_;
  std::vector<JsonNode> nodes_;
  std::vector<Id> hidden_;
};

}  // namespace plimsoll
