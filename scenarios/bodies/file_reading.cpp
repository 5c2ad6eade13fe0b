#include "scenarios/bodies/file_reading.h"

#include "core/error.h"
#include "core/nearest_name.h"
#include "core/units.h"
#include "scenarios/bodies/files_asked.h"

#include <fmt/format.h>
#include <glob.h>
#include <algorithm>
#include <fstream>

namespace plimsoll {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 100'000;

std::string folder_text(const fs::path& folder) { return folder.empty() ? "the current folder" : folder.string(); }

std::string no_such_file(const NamedFile& file) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (fs::directory_iterator entry(file.path.parent_path(), ignored), end; entry != end && names.size() < 1000;
       entry.increment(ignored))
    names.push_back(entry->path().filename().string());
  const std::vector<std::string_view> known(names.begin(), names.end());
  const auto wanted = file.path.filename().string();
  if (const auto nearest = nearest_name(wanted, known); !nearest.empty())
    return fmt::format(R"({}: no such file; did you mean "{}"?)", file.label,
                       (fs::path(file.label).parent_path() / nearest).string());
  return fmt::format("{}: no such file (looked in {})", file.label, folder_text(file.path.parent_path()));
}

Result<std::vector<NamedFile>> files_of_folder(const fs::path& folder, const std::string& label,
                                               const std::vector<std::string_view>& extensions) {
  std::vector<NamedFile> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const auto name = entry->path().filename().string();
    const auto extension = entry->path().extension().string();
    const bool wanted =
        extensions.empty() || std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
    std::error_code ignored;
    if (!wanted || name.starts_with('.') || !entry->is_regular_file(ignored)) continue;
    files.push_back({entry->path(), (fs::path(label) / name).string()});
    if (files.size() > kMostFiles) return invalid(fmt::format("{}: more than {} files", label, kMostFiles));
  }
  if (error) return invalid(fmt::format("{}: {}", label, error.message()));
  if (files.empty())
    return invalid(fmt::format("{}: the folder holds no {} file", label, fmt::join(extensions, " or ")));
  std::sort(files.begin(), files.end(), [](const NamedFile& a, const NamedFile& b) { return a.label < b.label; });
  return files;
}

std::string escaped_for_glob(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '*' || c == '?' || c == '[' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

Result<std::vector<NamedFile>> files_of_glob(std::string_view pattern, const fs::path& folder) {
  if (pattern.find("**") != std::string_view::npos)
    return invalid(fmt::format("{}: ** is not supported, * stands for the names of one folder", pattern));
  const bool absolute = pattern.starts_with('/');
  const auto prefix = absolute ? std::string() : escaped_for_glob((folder / "").string());
  const auto skipped = absolute ? 0 : (folder / "").string().size();
  glob_t found{};
  const int status = glob((prefix + std::string(pattern)).c_str(), GLOB_NOSORT, nullptr, &found);
  std::vector<NamedFile> files;
  for (std::size_t i = 0; status == 0 && i < found.gl_pathc && i < kMostFiles; ++i) {
    const std::string path = found.gl_pathv[i];
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored)) files.push_back({path, path.substr(skipped)});
  }
  globfree(&found);
  if (files.empty())
    return invalid(fmt::format("{}: no file matches (looked in {})", pattern, folder_text(folder / "")));
  std::sort(files.begin(), files.end(), [](const NamedFile& a, const NamedFile& b) { return a.label < b.label; });
  return files;
}

}  // namespace

Result<std::vector<NamedFile>> find_files(std::string_view pattern, const fs::path& folder,
                                          const std::vector<std::string_view>& extensions) {
  if (pattern.empty()) return invalid("expected the name of a file after @");
  const NamedFile file{folder / pattern, std::string(pattern)};
  FilesAsked::note(file.path);
  FilesAsked::note(file.path.parent_path());  // of a glob
  std::error_code error;
  const auto status = fs::status(file.path, error);
  if (fs::is_directory(status)) return files_of_folder(file.path, file.label, extensions);
  if (!fs::exists(status) && pattern.find_first_of("*?[") != std::string_view::npos)
    return files_of_glob(pattern, folder);
  return std::vector<NamedFile>{file};
}

Result<std::uint64_t> size_of_file(const NamedFile& file) {
  FilesAsked::note(file.path);
  std::error_code error;
  const auto status = fs::status(file.path, error);
  if (status.type() == fs::file_type::not_found) return invalid(no_such_file(file));
  if (error) return invalid(fmt::format("{}: {}", file.label, error.message()));
  if (!fs::is_regular_file(status)) return invalid(fmt::format("{}: not a regular file", file.label));

  const auto size = fs::file_size(file.path, error);
  if (error) return invalid(fmt::format("{}: {}", file.label, error.message()));
  return size;
}

Result<std::string> read_file(const NamedFile& file, std::uint64_t bytes_left) {
  const auto size = size_of_file(file);
  if (!size) return size.error();
  if (*size > bytes_left) return invalid(too_many_bytes(file.label, bytes_left));
  std::ifstream stream(file.path, std::ios::binary);
  if (!stream)
    return invalid(fmt::format("{}: cannot be read: {}", file.label, std::generic_category().message(errno)));
  std::string text(*size, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) return invalid(fmt::format("{}: cannot be read to its end", file.label));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

std::string too_many_bytes(const std::string& label, std::uint64_t bytes_left) {
  return fmt::format("{}: more than the {} that are left of {} for all bodies: use fewer or smaller files", label,
                     format_bytes(static_cast<double>(bytes_left)), format_bytes(static_cast<double>(kMostBodyBytes)));
}

}  // namespace plimsoll
