#pragma once

// How a JSON text is built, seen without building its value: walking a value recurses once a level, and each key of an
// object whose order is kept is compared with all before it. Pure functions; any thread.

#include <cstddef>
#include <string>
#include <string_view>

namespace plimsoll {

inline constexpr std::size_t kDeepestJson = 500;

// Levels of [ and { outside of strings, whether or not the text is JSON.
std::size_t depth_of_json(std::string_view text);

// Why a value that keeps the order of its keys is not built of this text: deeper than kDeepestJson, or of objects so
// large that it would take seconds. Empty: it may be.
std::string why_unbuildable(std::string_view text);

}  // namespace plimsoll
