#include "imports/plan/payload_files.h"

#include "core/text.h"
#include "imports/plan/yaml_text.h"

#include <fmt/format.h>

#include <functional>
#include <utility>

namespace plimsoll {
namespace {

// "score item" is "score-item".
std::string file_stem(std::string_view name) {
  std::string stem;
  for (const char c : name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    if (plain && (c != '.' || !stem.empty()))
      stem += c;
    else if (!stem.empty() && stem.back() != '-')
      stem += '-';
  }
  if (stem.size() > 60) stem.resize(60);
  return stem.empty() ? "body" : stem;
}

}  // namespace

PayloadFiles::PayloadFiles(ImportDraft& draft) : draft_(draft) {
  for (const auto& file : draft.files) names_.take(file.name, "-");
}

std::string PayloadFiles::put(const ImportedRequest& request, std::string_view extension) {
  auto content = request.body.text;
  replace_all(content, "{{", extension == ".json" ? R"({{\"{{\"}})" : R"({{"{{"}})");
  const auto hash = std::hash<std::string>()(content);
  const auto [begin, end] = by_content_.equal_range(hash);
  for (auto known = begin; known != end; ++known)
    if (draft_.files[known->second].content == content) return draft_.files[known->second].name;
  const auto stem = fmt::format("{}/{}", draft_.bodies_folder, file_stem(comment_text(request.name)));
  auto name = names_.take(stem, "-", extension);
  by_content_.emplace(hash, draft_.files.size());
  draft_.files.push_back({name, std::move(content)});
  return name;
}

void PayloadFiles::take_back_to(std::size_t count) {
  if (draft_.files.size() > count) std::erase_if(by_content_, [&](const auto& one) { return one.second >= count; });
  draft_.files.resize(count);
}

}  // namespace plimsoll
