#include "monitors/processes/process_runtime.h"

#include <elf.h>
#include <fmt/format.h>
#include <unistd.h>
#include <climits>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <string_view>
#include <vector>

namespace plimsoll {
namespace {

struct Mark {
  std::string_view name;
  std::string_view runtime;
};
constexpr std::array kPrograms = {Mark{"llama-server", "llama.cpp"},
                                  Mark{"python", "python"},
                                  Mark{"pypy", "python"},
                                  Mark{"java", "jvm"},
                                  Mark{"node", "node"},
                                  Mark{"dotnet", "dotnet"},
                                  Mark{"ruby", "ruby"}};
// A server in C++ that a program of Python holds: what grows is its own memory.
constexpr std::array kHeldServers = {Mark{"xllamacpp", "llama.cpp"}};
constexpr std::array kLibraries = {Mark{"libpython", "python"}, Mark{"libjvm.so", "jvm"}, Mark{"libnode.so", "node"},
                                   Mark{"libcoreclr.so", "dotnet"}, Mark{"libruby", "ruby"}};
constexpr std::size_t kMostMappings = 20'000;
constexpr std::size_t kMostSections = 1'000;
constexpr std::size_t kSectionNamesBytes = 64 << 10;

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

template <class Marks>
std::string_view runtime_by(const Marks& marks, std::string_view name) {
  const auto* at =
      std::find_if(marks.begin(), marks.end(), [&](const Mark& mark) { return name.starts_with(mark.name); });
  return at == marks.end() ? "" : at->runtime;
}

template <class T>
bool read_at(std::ifstream& file, std::uint64_t offset, std::vector<T>& into) {
  file.seekg(static_cast<std::streamoff>(offset));
  return static_cast<bool>(
      file.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size() * sizeof(T))));
}

// The Go linker keeps this section in every program, stripped or not.
bool is_go(const std::string& executable) {
  std::ifstream file(executable, std::ios::binary);
  std::vector<Elf64_Ehdr> head(1);
  if (!read_at(file, 0, head) || std::memcmp(head[0].e_ident, ELFMAG, SELFMAG) != 0 ||
      head[0].e_ident[EI_CLASS] != ELFCLASS64 || head[0].e_shentsize != sizeof(Elf64_Shdr) ||
      head[0].e_shnum > kMostSections || head[0].e_shstrndx >= head[0].e_shnum)
    return false;
  std::vector<Elf64_Shdr> sections(head[0].e_shnum);
  if (!read_at(file, head[0].e_shoff, sections)) return false;
  const auto& names_section = sections[head[0].e_shstrndx];
  std::vector<char> names(std::min<std::size_t>(names_section.sh_size, kSectionNamesBytes));
  return read_at(file, names_section.sh_offset, names) &&
         std::string_view(names.data(), names.size()).find(".go.buildinfo") != std::string_view::npos;
}

}  // namespace

std::string runtime_of_process(const ProcessReader& reader, int pid) {
  const auto executable = fmt::format("{}/{}/exe", reader.root(), pid);
  char link[PATH_MAX];
  const auto size = readlink(executable.c_str(), link, sizeof link);
  if (size <= 0) return "";
  const auto by_program = runtime_by(kPrograms, file_name({link, static_cast<std::size_t>(size)}));
  const bool is_python = by_program == "python";
  if (!by_program.empty() && !is_python) return std::string(by_program);
  std::ifstream maps(fmt::format("{}/{}/maps", reader.root(), pid));
  std::string line;
  for (std::size_t row = 0; row < kMostMappings && std::getline(maps, line); ++row) {
    const auto slash = line.find('/');
    if (slash == std::string::npos) continue;
    const auto file = file_name(std::string_view(line).substr(slash));
    const auto runtime = is_python ? runtime_by(kHeldServers, file) : runtime_by(kLibraries, file);
    if (!runtime.empty()) return std::string(runtime);
  }
  if (is_python) return std::string(by_program);
  return is_go(executable) ? "go" : "native";
}

}  // namespace plimsoll
