// Tensors as binary data: every datatype there and back, and answers whose lengths lie.

#include "scenarios/tensors/binary_tensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/tensors/half_float.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace plimsoll::test::binary_tensors_test {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

Tensor tensor(Datatype type, std::vector<Json> elements) {
  Tensor made;
  made.name = "x";
  made.type = type;
  made.shape = {static_cast<std::int64_t>(elements.size())};
  made.elements = std::move(elements);
  return made;
}

std::string bytes_of(const Tensor& given) {
  std::string bytes;
  append_binary(given, bytes);
  return bytes;
}

std::vector<Json> there_and_back(Datatype type, const std::vector<Json>& elements) {
  const auto bytes = bytes_of(tensor(type, elements));
  auto read = tensor(type, std::vector<Json>(elements.size()));
  const auto done = read_binary(bytes, read);
  EXPECT_TRUE(done.has_value()) << (done.has_error() ? done.error().message : "");
  return read.elements;
}

TEST(BinaryTensors, bring_every_datatype_there_and_back) {
  const std::vector<std::pair<Datatype, std::vector<Json>>> all = {
      {Datatype::boolean, {true, false, true}},
      {Datatype::uint8, {0, 1, 255}},
      {Datatype::uint16, {0, 65535}},
      {Datatype::uint32, {0, 4294967295U}},
      {Datatype::uint64, {0, 18446744073709551615ULL}},
      {Datatype::int8, {-128, 0, 127}},
      {Datatype::int16, {-32768, 32767}},
      {Datatype::int32, {-2147483647 - 1, 2147483647}},
      {Datatype::int64, {INT64_MIN, INT64_MAX}},
      {Datatype::fp16, {0.0, 1.0, -2.5, 65504.0}},
      {Datatype::bf16, {0.0, 1.0, -2.5}},
      {Datatype::fp32, {0.5, -1.25}},
      {Datatype::fp64, {0.1, 1e300}},
      {Datatype::bytes, {"", "text", std::string("\0a", 2)}},
  };
  EXPECT_EQ(all.size(), kDatatypes.size());
  for (const auto& [type, elements] : all) EXPECT_EQ(there_and_back(type, elements), elements) << facts_of(type).name;
}

TEST(BinaryTensors, are_little_endian_with_the_length_before_each_text) {
  EXPECT_EQ(bytes_of(tensor(Datatype::int32, {1})), std::string("\1\0\0\0", 4));
  EXPECT_EQ(bytes_of(tensor(Datatype::bytes, {"ab"})), std::string("\2\0\0\0ab", 6));
  EXPECT_EQ(bytes_of(tensor(Datatype::fp32, {1.0})), std::string("\0\0\x80\x3f", 4));
  EXPECT_EQ(bytes_of(tensor(Datatype::int64, {2.0})).size(), 8u);  // a whole number that is written with a point
}

// By the tables of IEEE 754: 1/3, the least subnormal, the least normal number, what becomes infinite.
TEST(HalfFloats, are_rounded_to_the_nearest_even) {
  EXPECT_EQ(fp16_of(1.0 / 3), 0x3555);
  EXPECT_EQ(fp16_of(std::ldexp(1.0, -24)), 0x0001);
  EXPECT_EQ(fp16_of(std::ldexp(1.0, -25)), 0x0000);  // half way: to even
  EXPECT_EQ(fp16_of(std::ldexp(1.0, -14)), 0x0400);
  EXPECT_EQ(fp16_of(65504), 0x7BFF);
  EXPECT_EQ(fp16_of(65519), 0x7BFF);
  EXPECT_EQ(fp16_of(65520), 0x7C00);
  EXPECT_EQ(fp16_of(2049), 0x6800);  // half way between 2048 and 2050
  EXPECT_EQ(fp16_of(2051), 0x6802);
  EXPECT_EQ(fp16_of(-0.0), 0x8000);
  EXPECT_EQ(bf16_of(1.0), 0x3F80);
  EXPECT_EQ(bf16_of(1.00390625), 0x3F80);  // half way: to even
  EXPECT_TRUE(std::isnan(double_of_fp16(fp16_of(std::nan("")))));
  EXPECT_TRUE(std::isnan(double_of_bf16(bf16_of(std::nan("")))));
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    EXPECT_TRUE(std::isnan(double_of_fp16(half)) || fp16_of(double_of_fp16(half)) == half) << bits;
    EXPECT_TRUE(std::isnan(double_of_bf16(half)) || bf16_of(double_of_bf16(half)) == half) << bits;
  }
}

std::string answer(const std::string& json, const std::string& data = "") { return json + data; }

std::string decoded(const std::string& json, const std::string& data) {
  const auto made = json_of_binary(answer(json, data), json.size());
  return made.has_value() ? *made : "error: " + made.error().message;
}

TEST(BinaryAnswers, become_the_json_that_they_would_be) {
  const std::string json =
      R"({"model_name":"m","outputs":[{"name":"y","datatype":"FP32","shape":[2],"parameters":{"binary_data_size":8}},)"
      R"({"name":"t","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":6}},)"
      R"({"name":"plain","datatype":"INT64","shape":[1],"data":[7]}]})";
  EXPECT_EQ(decoded(json, bytes_of(tensor(Datatype::fp32, {0.1, 2.5})) + bytes_of(tensor(Datatype::bytes, {"ab"}))),
            R"({"model_name":"m","outputs":[{"name":"y","datatype":"FP32","shape":[2],"data":[0.1,2.5]},)"
            R"({"name":"t","datatype":"BYTES","shape":[1],"data":["ab"]},)"
            R"({"name":"plain","datatype":"INT64","shape":[1],"data":[7]}]})");
}

TEST(BinaryAnswers, say_numbers_that_are_none) {
  const std::string json =
      R"({"outputs":[{"name":"y","datatype":"FP64","shape":[3],"parameters":{"binary_data_size":24}}]})";
  const auto infinity = std::numeric_limits<double>::infinity();
  EXPECT_THAT(decoded(json, bytes_of(tensor(Datatype::fp64, {std::nan(""), infinity, -infinity}))),
              HasSubstr("[NaN,Infinity,-Infinity]"));
}

TEST(BinaryAnswers, whose_lengths_lie_are_told_by_what_lies) {
  const auto output = [](const std::string& type, const std::string& shape, const std::string& size) {
    return R"({"outputs":[{"name":"y","datatype":")" + type + R"(","shape":)" + shape +
           R"(,"parameters":{"binary_data_size":)" + size + "}}]}";
  };
  EXPECT_THAT(decoded(output("FP32", "[2]", "8"), "1234"), HasSubstr("says 8 bytes, and 4 are left"));
  EXPECT_THAT(decoded(output("FP32", "[2]", "4"), "1234"), HasSubstr("FP32 of shape [2] is 8 bytes, and 4 came"));
  EXPECT_THAT(decoded(output("FP33", "[2]", "4"), "1234"), HasSubstr("unknown datatype \"FP33\""));
  EXPECT_THAT(decoded(output("FP32", "[-1]", "4"), "1234"), HasSubstr("its shape holds -1"));
  EXPECT_THAT(decoded(output("FP32", "[99999999999]", "4"), "1234"), HasSubstr("more elements"));
  EXPECT_THAT(decoded(output("FP32", "[1]", "-4"), "1234"), HasSubstr("no number of bytes"));
  EXPECT_THAT(decoded(output("FP32", "[1]", "4"), "123456"), HasSubstr("2 bytes are left behind"));
  EXPECT_THAT(decoded(output("BYTES", "[2]", "6"), std::string("\2\0\0\0ab", 6)),
              HasSubstr("element 1 of 2 is not there"));
  EXPECT_THAT(decoded(output("BYTES", "[1]", "6"), std::string("\xff\0\0\0ab", 6)), HasSubstr("says 255 bytes"));
  EXPECT_THAT(json_of_binary("{}", 3).error().message, HasSubstr("says 3 bytes, and the body has 2"));
  EXPECT_THAT(json_of_binary("nono", 4).error().message, HasSubstr("no JSON object"));
  EXPECT_TRUE(header_length_of("12x").has_error());
  EXPECT_TRUE(header_length_of("").has_error());
  EXPECT_TRUE(header_length_of("-1").has_error());
  EXPECT_EQ(*header_length_of("12"), 12u);
}

}  // namespace plimsoll::test::binary_tensors_test
