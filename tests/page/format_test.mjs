// The figures of the charts as people read them: those of an axis never read the same. A line a check; exit 1 if any fails.
//   node format_test.mjs

import { readFileSync } from "node:fs";

import { transform } from "esbuild";

const source = readFileSync(new URL("../../reports/page/src/charts/format.ts", import.meta.url), "utf8");
const { code } = await transform(source, { loader: "ts", format: "esm" });
const { bytes, bytesPerHour, count, duration, milliseconds, perSecond, share, textsApart } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

let failed = 0;
function check(name, actual, expected) {
  const holds = JSON.stringify(actual) === JSON.stringify(expected);
  console.log(`${holds ? "ok  " : "FAIL"} ${name}${holds ? "" : `: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`}`);
  if (!holds) failed += 1;
}

const MIB = 1024 ** 2;
check("bytes of a narrow range", textsApart([295.9 * MIB, 296 * MIB, 296.1 * MIB], bytes), ["295.9 MiB", "296.0 MiB", "296.1 MiB"]);
check("bytes of a wide range", textsApart([0, 100 * MIB, 200 * MIB], bytes), ["0 B", "100 MiB", "200 MiB"]);
check("milliseconds of a narrow range", textsApart([120.1, 120.2, 120.3], milliseconds), ["120.1 ms", "120.2 ms", "120.3 ms"]);
check("seconds of a narrow range", textsApart([2001, 2002], milliseconds), ["2.001 s", "2.002 s"]);
check("rates of a narrow range", textsApart([1200, 1200.5, 1201], perSecond), ["1,200/s", "1,200.5/s", "1,201/s"]);
check("growth an hour", textsApart([0, 39_860], bytesPerHour), ["0 B/h", "137 MiB/h"]);
check("shares", textsApart([0, 0.025, 0.5], share), ["0 %", "2.5 %", "50 %"]);
check("counts", textsApart([1000, 2000], count), ["1,000", "2,000"]);
check("instants hours into a run", textsApart([5400, 5405, 5410], duration), ["1 h 30 min", "1 h 30 min 5 s", "1 h 30 min 10 s"]);
check("instants days into a run", textsApart([90_000, 90_060], duration), ["1 d 1 h", "1 d 1 h 1 min"]);
check("parts of a second minutes into a run", textsApart([61, 61.5, 62], duration), ["1 min 1 s", "1 min 1.5 s", "1 min 2 s"]);
check("what is the same reads the same", textsApart([5, 5], count), ["5", "5"]);
check("a duration as before", [0, 45, 125, 3600, 5400, 90_000].map((at) => duration(at)), ["0 s", "45 s", "2 min 5 s", "1 h", "1 h 30 min", "1 d 1 h"]);
process.exit(failed === 0 ? 0 : 1);
