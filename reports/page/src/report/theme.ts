// Light or dark: the reader's system decides until the button is pressed; the choice is remembered where it can be.

const KEY = "plimsoll-theme";

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A page opened from a file may have no storage; the choice then lasts as long as the page.
  }
}

export function bindTheme(root: HTMLElement, button: HTMLElement | null, onChange: () => void): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = (): boolean => (root.dataset["theme"] ?? (system.matches ? "dark" : "light")) === "dark";
  const show = (): void => {
    button?.setAttribute("aria-pressed", String(isDark()));
    onChange();
  };
  const chosen = remembered();
  if (chosen === "dark" || chosen === "light") root.dataset["theme"] = chosen;
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset["theme"] = isDark() ? "light" : "dark";
      remember(root.dataset["theme"]);
      show();
    });
  }
  system.addEventListener("change", show);
  show();
}
