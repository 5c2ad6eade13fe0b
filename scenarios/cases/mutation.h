#pragma once

// Bad requests out of a good one: each is wrong in one way, at one place. Pure functions; any thread.

#include "scenarios/json_schema/schema_finding.h"
#include "scenarios/request_template.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

enum class MutationKind {
  missing_field,
  wrong_type,
  null,
  nan,
  extra_field,
  empty,
  huge,
  deep,
  wrong_content_type,
  broken_json,
  wrong_method,
  schema,  // what the request's schema does not allow: schema_mutation.h
};

// As a scenario names them.
inline constexpr std::array<std::pair<std::string_view, MutationKind>, 12> kMutationKinds = {{
    {"missing_field", MutationKind::missing_field},
    {"wrong_type", MutationKind::wrong_type},
    {"null", MutationKind::null},
    {"nan", MutationKind::nan},
    {"extra_field", MutationKind::extra_field},
    {"empty", MutationKind::empty},
    {"huge", MutationKind::huge},
    {"deep", MutationKind::deep},
    {"wrong_content_type", MutationKind::wrong_content_type},
    {"broken_json", MutationKind::broken_json},
    {"wrong_method", MutationKind::wrong_method},
    {"schema", MutationKind::schema},
}};
std::string_view to_string(MutationKind kind);

// Stands in a body, as a JSON string, for text that is no JSON or too much of it: templates are filled in around it.
inline constexpr std::string_view kRawPlace = "plimsoll:raw";

struct Mutant {
  MutationKind kind = MutationKind::missing_field;
  std::string name;  // "missing_field $.age"
  std::string body;
  std::string raw;       // what `"plimsoll:raw"` in the body is to be replaced by; empty: nothing
  bool is_json = false;  // the body, raw text apart
  std::optional<std::string> content_type{};
  std::optional<Method> method{};
  std::vector<SchemaFinding> broken{};  // of MutationKind::schema
};

struct Mutants {
  std::vector<Mutant> list;
  std::size_t left_out = 0;  // places beyond kMostOfAKind
};

inline constexpr std::size_t kMostOfAKind = 24;
inline constexpr std::size_t kDeepLevels = 10'000;
inline constexpr std::size_t kHugeBytes = 1 << 20;

// Of a body that is no JSON, the kinds that look into it are left out.
struct MutationInput {
  Method method = Method::post;
  std::string_view body;
};
Mutants mutate(const MutationInput& good, const std::vector<MutationKind>& kinds);

// With its raw text in it.
std::string with_raw(std::string_view text, std::string_view raw);

}  // namespace plimsoll
