// What most tests include, parsed once.
#include "cmake/common_headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
