// The script of a page whose charts are drawn already, in colours of the theme: its button for light or dark.

import { bindTheme } from "./report/theme";

bindTheme(document.documentElement, document.getElementById("theme-toggle"), () => undefined);
