#pragma once

// One request on its way: as it was given, then as each redirect makes it, with the headers that are put behind its own
// for each attempt. Its memory is used again for the next request. Owned by a channel; one thread.

#include "engine/auth/header_slots.h"
#include "engine/dialogue/location.h"
#include "engine/exchange/request.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

// As browsers do: 303 asks for the answer by GET, and so do 301 and 302 of a POST.
Method method_after_redirect(Method method, int status);

class FollowedRequest {
 public:
  // It outlives the send.
  void begin(const Request& request);

  // As it is at this hop, before anything is put to it.
  const Request& base() const noexcept { return hops_ == 0 ? *given_ : hop_; }
  std::size_t place() const noexcept { return place_; }  // among those that there are; 0: the target
  std::uint32_t hops() const noexcept { return hops_; }

  // A copy of it that may be added to: where that is another place of memory, nothing is copied that is there already.
  Request& copy();
  HeaderSlots slots() { return {copy_.headers, base().headers.size()}; }

  // Where an answer leads. By another method than it was, the body and what is said of it stay behind.
  void lead_to(const NextStop& destination, std::size_t place, Method method);
  // Headers that do not go on from here, as credentials to another place.
  template <class IsLeft>
  void leave_behind(IsLeft is_left) {
    std::erase_if(hop_.headers, [&](const Header& header) { return is_left(header.name); });
  }
  // It has been there before, at this place and by this method.
  bool was_at(const NextStop& destination, std::size_t place) const;

 private:
  struct Stop {
    std::size_t place;
    std::string path;
  };
  void drop_body();

  const Request* given_ = nullptr;
  std::uint32_t hops_ = 0;
  std::size_t place_ = 0;
  Request hop_;
  Request copy_;
  std::uint32_t copied_ = 0;  // number of the request that the copy is of; 0: of one that may change
  std::vector<Stop> stops_;   // before this one
};

}  // namespace plimsoll
