#pragma once

// Headers put behind those that a request has, into memory that is used again: the steady state allocates nothing. A
// view for one request; one thread.

#include "scenarios/header_list.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

class HeaderSlots {
 public:
  // Those from `first` on are old ones, whose memory serves again.
  HeaderSlots(std::vector<Header>& headers, std::size_t first) : headers_(headers), next_(first) {}
  ~HeaderSlots() { headers_.resize(next_); }
  HeaderSlots(const HeaderSlots&) = delete;
  HeaderSlots& operator=(const HeaderSlots&) = delete;

  // Its value, empty.
  std::string& add(std::string_view name) {
    if (next_ == headers_.size()) headers_.emplace_back();
    auto& header = headers_[next_++];
    header.name.assign(name);
    header.value.clear();
    return header.value;
  }
  std::size_t count() const noexcept { return next_; }

 private:
  std::vector<Header>& headers_;
  std::size_t next_;
};

}  // namespace plimsoll
