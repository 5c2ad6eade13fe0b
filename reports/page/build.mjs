// Bundles the report page's script and styles and writes them as the C++ source that the program embeds:
//   node build.mjs FOLDER   ->   FOLDER/page_assets.h, FOLDER/page_assets.cpp

import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { bundled, writeAssets } from "./bundle.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2];
if (!folder) {
  console.error("usage: node build.mjs FOLDER");
  process.exit(64);
}

const script = await bundled(join(here, "src/main.ts"));
const theme = await bundled(join(here, "src/theme_only.ts"));
const styles = await bundled(join(here, "styles.css"));
for (const text of [script, theme, styles]) {
  if (/<\/(script|style)/i.test(text)) throw new Error("the bundle would end its own element");
}
const hashOf = (text) => `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;

writeAssets(folder, {
  header: "reports/page/page_assets.h",
  about: "The report page's script and styles, bundled from reports/page.",
  texts: [
    { name: "kPageScript", text: script },
    { name: "kPageScriptHash", text: hashOf(script), comment: '"sha256-...": what a content security policy admits it by' },
    { name: "kThemeScript", text: theme, comment: "of a page without charts that are drawn: light or dark" },
    { name: "kThemeScriptHash", text: hashOf(theme) },
    { name: "kPageStyles", text: styles },
  ],
});
