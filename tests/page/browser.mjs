// What tests of pages in a real browser have in common: Chromium, checks that are a line each, colours and canvases.

import { existsSync } from "node:fs";

const BROWSER = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const SKIPPED = 77;
const failures = [];

/** Ends the test: there is nothing to look with. Under CI=true that is a failure. */
function skip(what, reason) {
  console.log(`SKIPPED: ${what} was not looked at in a browser: ${reason}`);
  process.exit(process.env["CI"] === "true" ? 1 : SKIPPED);
}

export async function launch(what) {
  if (!existsSync(BROWSER)) skip(what, `${BROWSER} is not there`);
  const { chromium } = await import("playwright-core").catch((error) => skip(what, error.message));
  return chromium.launch({
    executablePath: BROWSER,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export function check(name, holds, detail = "") {
  console.log(`${holds ? "ok  " : "FAIL"} ${name}${holds || detail === "" ? "" : `: ${detail}`}`);
  if (!holds) failures.push(name);
}

/** Ends the program: exit 1 if any check failed. */
export function done(what) {
  console.log(failures.length === 0 ? `${what} holds` : `${failures.length} checks failed`);
  process.exit(failures.length === 0 ? 0 : 1);
}

/** Until what was asked for is drawn. */
export function frames(page) {
  return page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

/** The canvases, and whether each shows more than one colour. */
export function canvases(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("canvas")].map((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const colors = new Set();
      for (let i = 0; i < data.length && colors.size < 8; i += 4) {
        colors.add((data[i] << 24) | (data[i + 1] << 16) | (data[i + 2] << 8) | data[i + 3]);
      }
      return { width: canvas.width, drawn: colors.size >= 4 };
    }),
  );
}

/** Relative luminance contrast of two CSS colours, as WCAG has it. */
export function contrast(a, b) {
  const luminance = (color) => {
    const [r, g, b2] = color.match(/[\d.]+/g).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b2;
  };
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Each pair of colours that text and its ground have, with where it was found. */
export function textPairs(page) {
  return page.evaluate(() => {
    const groundOf = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const color = getComputedStyle(at).backgroundColor;
        if (!/, 0\)$/.test(color)) return color;
      }
      return "rgb(255, 255, 255)";
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Map();
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!texts.currentNode.textContent.trim() || element.closest("script, noscript, .visually-hidden, svg, [hidden]")) continue;
      const color = getComputedStyle(element).color;
      const ground = groundOf(element);
      found.set(`${color} on ${ground}`, [color, ground, element.className || element.tagName]);
    }
    return [...found.values()];
  });
}
