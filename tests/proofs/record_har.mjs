// record_har.mjs URL FILE: a person tries a FastAPI service from its page in a browser, and saves the HAR.

import { launch } from "../page/browser.mjs";

const [url, file] = process.argv.slice(2);
const browser = await launch("a service's page");
const context = await browser.newContext({ recordHar: { path: file, content: "embed" } });
const page = await context.newPage();
await page.goto(`${url}/health`);
for (let i = 0; i < 3; ++i) {
  const status = await page.evaluate(async () => {
    const answer = await fetch("/predict", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer of-the-browser" },
      body: JSON.stringify({ rows: [[5.1, 3.5, 1.4, 0.2]] }),
    });
    return answer.status;
  });
  if (status !== 200) throw new Error(`the page got status ${status}`);
}
await context.close();
await browser.close();
