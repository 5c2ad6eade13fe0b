// How much greater than usual everything is written: a page on a very wide screen has greater letters, and its charts with it.

const USUAL_PX = 16;

export const SCALE = Math.max(1, parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL_PX || 1);

export function scaled(px: number): number {
  return Math.round(px * SCALE);
}
