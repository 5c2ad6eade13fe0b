#pragma once

// The dictionary of harmless shapes: growth that ends. Pure functions; any thread.

#include "judgement/fitting/floor.h"

#include <string_view>
#include <vector>

namespace plimsoll {

enum class ShapeKind { none, hinge, step, settling, root, filling_by_requests, settling_by_requests };

std::string_view to_string(ShapeKind kind);

struct Shape {
  ShapeKind kind = ShapeKind::none;
  double parameter = 0;  // hinge, step: the place as a share of the judged part; settling: the time constant as a
                         // share; root: the exponent. By requests: the same of the judged requests
};

// So slow that it would excuse any growth for ever.
bool is_slow(const Shape& shape);

// None first, then hinges, steps, settlings, root, and where requests came unevenly hinges and settlings by requests:
// of equals the first wins.
std::vector<Shape> harmless_shapes(const FloorPoints& points);

// None, and hinges between these shares of the judged part.
std::vector<Shape> hinges(const FloorPoints& points, double from, double to);

// Its values at the floor points.
std::vector<double> evaluate(const Shape& shape, const FloorPoints& points);

}  // namespace plimsoll
