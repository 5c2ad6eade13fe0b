#pragma once

// The binary tensor data extension of the Open Inference Protocol, as Triton publishes it (protocol/
// extension_binary_data.md): JSON, whose length a header says, then the tensors in their order, little-endian,
// row-major, without padding; BOOL is one byte, each element of BYTES has its length in four before it. Sans I/O, pure,
// bounded by what is given; any thread.

#include "core/error.h"
#include "scenarios/tensors/tensor.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

inline constexpr std::string_view kInferenceHeaderLength = "Inference-Header-Content-Length";

// The elements of a tensor, behind what is there. They are of its type (trouble_of_element).
void append_binary(const Tensor& tensor, std::string& into);

// The elements of `bytes`, which is all of that tensor's data. Error: they do not fit its shape.
Result<> read_binary(std::string_view bytes, Tensor& into);

// What an answer's header says of its JSON. Error: it is no length.
Result<std::uint64_t> header_length_of(std::string_view header);

// An answer as the JSON that it would be without the extension: the same members, with `data` instead of
// binary_data_size. Floats that are none stand there as NaN, Infinity and -Infinity, which is no JSON: that is for the
// checks to say. Error: what does not fit.
Result<std::string> json_of_binary(std::string_view body, std::uint64_t header_bytes);

}  // namespace plimsoll
