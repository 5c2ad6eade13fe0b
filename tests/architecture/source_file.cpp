#include "tests/architecture/source_file.h"

#include "tests/architecture/house.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

namespace plimsoll::architecture {
namespace {

// Replaces text in place, so that lines and columns stay.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text) {}

  std::string blanked() {
    while (at_ < text_.size()) step();
    return std::move(text_);
  }

 private:
  void step() {
    if (starts("//")) {
      blank_until("\n", 0);
    } else if (starts("/*")) {
      blank_until("*/", 2);
    } else if (starts("R\"") && !in_word()) {
      const auto open = text_.find('(', at_);
      const auto delimiter = text_.substr(at_ + 2, open - at_ - 2);
      at_ = open;
      blank_until(")" + delimiter + "\"", 0);
      at_ += delimiter.size() + 2;
    } else if (text_[at_] == '"' || (text_[at_] == '\'' && !in_word())) {
      blank_literal(text_[at_]);
    } else {
      ++at_;
    }
  }

  bool starts(std::string_view sought) const { return text_.compare(at_, sought.size(), sought) == 0; }

  // Within a name or a number: 1'000 is no literal.
  bool in_word() const { return at_ > 0 && (std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) != 0); }

  void blank() {
    if (text_[at_] != '\n') text_[at_] = ' ';
    ++at_;
  }

  void blank_until(std::string_view end, std::size_t beyond) {
    const auto stop = std::min(text_.find(end, at_ + beyond), text_.size());
    while (at_ < std::min(stop + beyond, text_.size())) blank();
  }

  void blank_literal(char quote) {
    ++at_;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      if (text_[at_] == '\\') blank();
      blank();
    }
    ++at_;
  }

  std::string text_;
  std::size_t at_ = 0;
};

// The path of `#include "a/b.h"` or `#include <a/b.h>`; empty for any other line.
std::string included(std::string_view line, std::string_view code) {
  constexpr std::string_view kDirective = "#include";
  if (code.substr(0, kDirective.size()) != kDirective) return {};
  const auto open = line.find_first_of("\"<", kDirective.size());
  if (open == std::string_view::npos) return {};
  const auto close = line.find_first_of("\">", open + 1);
  return std::string(line.substr(open + 1, close - open - 1));
}

}  // namespace

SourceFile read_source(std::string path, std::string_view text) {
  SourceFile source{std::move(path), Blanker(text).blanked(), {}, 0, false};
  std::size_t from = 0;
  while (from < text.size()) {
    const auto end = std::min(text.find('\n', from), text.size());
    ++source.lines;
    auto path_included =
        included(text.substr(from, end - from), std::string_view(source.code).substr(from, end - from));
    if (!path_included.empty()) source.includes.push_back({std::move(path_included), source.lines});
    from = end + 1;
  }
  return source;
}

std::vector<SourceFile> read_tree(const std::filesystem::path& root) {
  std::vector<SourceFile> sources;
  auto folders = House::read(root).floors();
  folders.insert(folders.end(), {"tests", "bench"});
  for (const auto& folder : folders) {
    if (!std::filesystem::exists(root / folder)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp") continue;
      std::ifstream file(entry.path());
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      auto source = read_source(entry.path().lexically_relative(root).string(), text);
      auto header = entry.path();
      source.has_header = extension == ".cpp" && std::filesystem::exists(header.replace_extension(".h"));
      sources.push_back(std::move(source));
    }
  }
  return sources;
}

}  // namespace plimsoll::architecture
