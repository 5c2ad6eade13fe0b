#pragma once

// The system calls on a connected socket, as steps that never block and raise no signal. Any thread.

#include "engine/wire/connection_io.h"

#include <string_view>

namespace plimsoll {

// Both parts joined, as much as the kernel takes; `body` may be empty.
IoResult send_joined(int socket, std::string_view head, std::string_view body) noexcept;
IoResult receive_now(int socket, char* data, std::size_t size) noexcept;
// From now on receive_stamped knows when bytes came.
void ask_for_stamps(int socket) noexcept;
// receive_now, with the kernel's own time of the last segment that is read. TCP since Linux 4.15; elsewhere no time.
IoResult receive_stamped(int socket, char* data, std::size_t size) noexcept;
// Whether there is anything to receive, or the end; nothing is taken.
IoResult peek(int socket) noexcept;

}  // namespace plimsoll
