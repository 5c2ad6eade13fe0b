// What most sources include, parsed once: standard library, results, formatting. No header of ours: a change of one
// would rebuild everything.
#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <boost/system/result.hpp>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>
