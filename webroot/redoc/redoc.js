// ReDoc on this server's contract, in the site's colours.
const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
const sans = getComputedStyle(document.body).fontFamily;
const colours = dark
  ? { text: "#e9e6df", soft: "#a5aab0", accent: "#74cfc4", paper: "#131618", panel: "#1b1f22", line: "#33393d", success: "#7ccf8a", error: "#ff9d90" }
  : { text: "#1c2024", soft: "#565c63", accent: "#0e5a58", paper: "#fbfaf7", panel: "#f2f0ea", line: "#dcd8ce", success: "#1d8127", error: "#d41f1c" };

Redoc.init(
  "/openapi.json",
  {
    nativeScrollbars: true,
    hideLoading: true,
    sortRequiredPropsFirst: true,
    theme: {
      colors: {
        primary: { main: colours.accent },
        text: { primary: colours.text, secondary: colours.soft },
        success: { main: colours.success },
        error: { main: colours.error },
        border: { dark: colours.line, light: colours.line },
        gray: { 50: colours.panel, 100: colours.panel },
      },
      spacing: { sectionVertical: 24 },
      typography: {
        fontFamily: sans,
        headings: { fontFamily: sans },
        code: { fontFamily: "ui-monospace, Menlo, Consolas, monospace", color: colours.accent, backgroundColor: colours.panel },
        links: { color: colours.accent },
      },
      sidebar: { backgroundColor: colours.panel, textColor: colours.text, activeTextColor: colours.accent },
      rightPanel: { backgroundColor: "#1b2226" },
      schema: { nestedBackground: colours.panel, typeNameColor: colours.soft },
    },
  },
  document.getElementById("redoc"),
);
