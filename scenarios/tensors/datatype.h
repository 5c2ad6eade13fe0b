#pragma once

// The element types of tensors as the Open Inference Protocol (KServe V2) names them: BOOL, UINT8 to UINT64, INT8 to
// INT64, FP16, FP32, FP64, BYTES, and Triton's BF16. Values; any thread.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

enum class Datatype : std::uint8_t {
  boolean,
  uint8,
  uint16,
  uint32,
  uint64,
  int8,
  int16,
  int32,
  int64,
  fp16,
  bf16,
  fp32,
  fp64,
  bytes,
};

struct DatatypeFacts {
  Datatype type;
  std::string_view name;  // "FP32"
  std::size_t bytes = 0;  // of an element in binary data; 0: each says its own length
  bool is_float = false;
  bool is_signed = false;
};

inline constexpr std::array<DatatypeFacts, 14> kDatatypes = {{
    {Datatype::boolean, "BOOL", 1, false, false},
    {Datatype::uint8, "UINT8", 1, false, false},
    {Datatype::uint16, "UINT16", 2, false, false},
    {Datatype::uint32, "UINT32", 4, false, false},
    {Datatype::uint64, "UINT64", 8, false, false},
    {Datatype::int8, "INT8", 1, false, true},
    {Datatype::int16, "INT16", 2, false, true},
    {Datatype::int32, "INT32", 4, false, true},
    {Datatype::int64, "INT64", 8, false, true},
    {Datatype::fp16, "FP16", 2, true, true},
    {Datatype::bf16, "BF16", 2, true, true},
    {Datatype::fp32, "FP32", 4, true, true},
    {Datatype::fp64, "FP64", 8, true, true},
    {Datatype::bytes, "BYTES", 0, false, false},
}};

const DatatypeFacts& facts_of(Datatype type);
std::optional<Datatype> datatype_of(std::string_view name);  // exactly as it is written
std::string datatype_names();                                // "BOOL, UINT8, ..."

}  // namespace plimsoll
