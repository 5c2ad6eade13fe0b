// A chart as a picture for others: its title, its legend and the drawing on paper, in the colours of the page.

import { type Palette } from "../../../../reports/page/src/charts/palette";
import { h } from "../dom/element";

const MARGIN = 16;
const TITLE_HEIGHT = 30;
const LEGEND_HEIGHT = 24;

interface Entry {
  label: string;
  color: string;
}

function legendOf(chart: Element): Entry[] {
  return [...chart.querySelectorAll(".legend-entry:not([aria-pressed=false])")].flatMap((entry) => {
    const shape = entry.querySelector("svg")?.firstElementChild;
    const label = entry.querySelector("span")?.textContent ?? "";
    const color = shape?.getAttribute("stroke") ?? shape?.getAttribute("fill") ?? "";
    return label === "" ? [] : [{ label, color }];
  });
}

function painted(title: string, chart: Element, palette: Palette): HTMLCanvasElement | null {
  const drawing = chart.querySelector("canvas");
  if (!drawing) return null;
  const ratio = drawing.width / Math.max(1, drawing.clientWidth);
  const legend = legendOf(chart);
  const top = MARGIN + TITLE_HEIGHT + (legend.length > 0 ? LEGEND_HEIGHT : 0);
  const canvas = h("canvas");
  canvas.width = drawing.width + 2 * MARGIN * ratio;
  canvas.height = drawing.height + (top + MARGIN) * ratio;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.fillStyle = palette.color("paper");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.scale(ratio, ratio);
  pen.textBaseline = "middle";
  pen.fillStyle = palette.color("ink");
  pen.font = `650 16px ${palette.font}`;
  pen.fillText(title, MARGIN, MARGIN + TITLE_HEIGHT / 2);
  pen.font = `13px ${palette.font}`;
  let x = MARGIN;
  for (const { label, color } of legend) {
    pen.fillStyle = color;
    pen.fillRect(x, MARGIN + TITLE_HEIGHT + 7, 18, 4);
    pen.fillStyle = palette.color("ink");
    pen.fillText(label, x + 24, MARGIN + TITLE_HEIGHT + 9);
    x += 24 + pen.measureText(label).width + 18;
  }
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.drawImage(drawing, MARGIN * ratio, top * ratio);
  return canvas;
}

/** Every chart of a figure gets its button; may be applied again at any time. */
export function addPictureButtons(root: ParentNode): void {
  for (const figure of root.querySelectorAll("figure")) {
    const title = figure.querySelector("figcaption h3");
    if (!title || figure.querySelector("button.picture")) continue;
    const name = title.textContent ?? "";
    title.after(h("button", { type: "button", class: "quiet picture", "aria-label": `${name} as PNG` }, "PNG"));
  }
}

export function savePicture(button: Element, fileName: string, palette: Palette): void {
  const figure = button.closest("figure");
  const chart = figure?.querySelector(".chart");
  const title = figure?.querySelector("figcaption h3")?.textContent ?? "Chart";
  const canvas = chart ? painted(title, chart, palette) : null;
  canvas?.toBlob((blob) => {
    if (!blob) return;
    const address = URL.createObjectURL(blob);
    const word = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    h("a", { href: address, download: `${fileName}-${word}.png` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  });
}
