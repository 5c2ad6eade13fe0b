#pragma once

// What memory may follow without leaking: users, the rate of requests, an uneven load. Any thread.

#include "judgement/fitting/floor_points.h"
#include "judgement/fitting/series.h"

#include <vector>

namespace plimsoll {

// Readings at the floor points from which covariates are made; an empty column was not recorded.
struct LoadAtFloor {
  std::vector<double> users, peak_users;  // empty where users do not vary
  std::vector<double> own_rate;           // requests a second within each point's window
};

// Fills in covariates and uneven load of points that are otherwise complete.
void add_covariates(FloorPoints& points, const LoadAtFloor& load, Lives lives);

}  // namespace plimsoll
