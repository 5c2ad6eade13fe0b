// The colours of the charts, read from the custom properties of the page, so that styles alone decide the theme.

export type ColorName =
  | "ink"
  | "muted"
  | "hairline"
  | "paper"
  | "shade"
  | "sea"
  | "sky"
  | "amber"
  | "leaf"
  | "plum"
  | "alarm";

export interface Palette {
  color(name: ColorName): string;
  /** The same with an opacity between 0 and 1. */
  faint(name: ColorName, opacity: number): string;
  /** Reads the properties again: the theme has changed. */
  refresh(): void;
  readonly font: string;
}

export function paletteOf(element: Element): Palette {
  const known = new Map<ColorName, string>();
  const color = (name: ColorName): string => {
    let value = known.get(name);
    if (value === undefined) {
      value = getComputedStyle(element).getPropertyValue(`--${name}`).trim() || "#666666";
      known.set(name, value);
    }
    return value;
  };
  return {
    color,
    faint: (name, opacity) => color(name) + Math.round(opacity * 255).toString(16).padStart(2, "0"),
    refresh: () => known.clear(),
    font: getComputedStyle(element).fontFamily,
  };
}
