// Bundles the dashboard and writes it as the C++ source that the program embeds, and beside that as the files it serves:
//   node build.mjs FOLDER   ->   FOLDER/dashboard_assets.h, dashboard_assets.cpp, page.html, page.js, page.css

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { bundled, writeAssets } from "../../reports/page/bundle.mjs";

const MOST_BYTES = 300 * 1024;

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2];
if (!folder) {
  console.error("usage: node build.mjs FOLDER");
  process.exit(64);
}

const html = readFileSync(join(here, "index.html"), "utf8");
const script = await bundled(join(here, "src/main.ts"));
const styles = await bundled(join(here, "styles.css"));
const weight = [html, script, styles].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
if (weight > MOST_BYTES) throw new Error(`the page weighs ${weight} bytes, and at most ${MOST_BYTES} is wanted`);

writeAssets(folder, {
  header: "web/page/dashboard_assets.h",
  about: "The dashboard: its document, script and styles, bundled from web/page.",
  texts: [
    { name: "kDashboardHtml", text: html, comment: "/" },
    { name: "kDashboardScript", text: script, comment: "/assets/page.js" },
    { name: "kDashboardStyles", text: styles, comment: "/assets/page.css" },
  ],
});
for (const [name, text] of Object.entries({ "page.html": html, "page.js": script, "page.css": styles })) {
  writeFileSync(join(folder, name), text);
}
