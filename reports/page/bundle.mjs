// What the builds of the report page and of the dashboard have in common: scripts and styles bundled, texts written as a
// C++ source that the program embeds. The same sources give the same bytes.

import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { build } from "esbuild";

/** A script or style sheet with all that it imports, as one text. */
export async function bundled(entry) {
  const result = await build({
    entryPoints: [entry],
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
  if (text.includes(")~~~")) throw new Error("the text would end its own literal");
  const pieces = text.match(/[\s\S]{1,8000}/g) ?? [""];
  return pieces.map((piece) => `R"~~~(${piece})~~~"`).join("\n");
}

/**
 * FOLDER/NAME.h and NAME.cpp with a constant for each text.
 * `header`: how sources include it; `about`: what it is; `texts`: name, text and, where it needs one, a comment.
 */
export function writeAssets(folder, { header, about, texts }) {
  const name = basename(header, ".h");
  const declared = texts.map(({ name, comment }) => `extern const std::string_view ${name};${comment ? `  // ${comment}` : ""}`);
  const defined = texts.map(({ name, text }) => `const std::string_view ${name} = ${literal(text)};`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${name}.h`),
    `#pragma once

// ${about} Generated; constants.

#include <string_view>

namespace plimsoll {

${declared.join("\n")}

}  // namespace plimsoll
`,
  );
  writeFileSync(
    join(folder, `${name}.cpp`),
    `#include "${header}"

namespace plimsoll {

${defined.join("\n")}

}  // namespace plimsoll
`,
  );
}
