// Bundles the page's script and styles and writes them as the C++ source that the program embeds:
//   node build.mjs FOLDER   ->   FOLDER/page_assets.h, FOLDER/page_assets.cpp
// The same sources give the same bytes.

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2];
if (!folder) {
  console.error("usage: node build.mjs FOLDER");
  process.exit(64);
}

async function bundled(entry) {
  const result = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: ["es2020"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
  return result.outputFiles[0].text.trim();
}

// A raw literal ends at this delimiter and nowhere else; pieces keep within what every compiler takes.
function literal(text) {
  const pieces = text.match(/[\s\S]{1,8000}/g) ?? [""];
  return pieces.map((piece) => `R"~~~(${piece})~~~"`).join("\n");
}

const script = await bundled("src/main.ts");
const styles = await bundled("styles.css");
for (const text of [script, styles]) {
  if (/<\/(script|style)/i.test(text) || text.includes(")~~~")) throw new Error("the bundle would end its own element");
}
const hash = createHash("sha256").update(script, "utf8").digest("base64");

mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, "page_assets.h"),
  `#pragma once

// The report page's script and styles, bundled from reports/page. Generated; constants.

#include <string_view>

namespace plimsoll {

extern const std::string_view kPageScript;
extern const std::string_view kPageScriptHash;  // "sha256-...": what a content security policy admits it by
extern const std::string_view kPageStyles;

}  // namespace plimsoll
`,
);
writeFileSync(
  join(folder, "page_assets.cpp"),
  `#include "reports/page/page_assets.h"

namespace plimsoll {

const std::string_view kPageScript = ${literal(script)};
const std::string_view kPageScriptHash = "sha256-${hash}";
const std::string_view kPageStyles = ${literal(styles)};

}  // namespace plimsoll
`,
);
