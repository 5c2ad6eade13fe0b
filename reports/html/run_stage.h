#pragma once

// How far the run had come that a page is made of.

namespace plimsoll {

enum class RunStage { goes_on, over };  // of one that goes on the verdict is as if it ended now

}  // namespace plimsoll
