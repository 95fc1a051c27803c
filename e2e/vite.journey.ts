import { describe } from "vitest";
import { COMPONENT_SETTINGS, testComponents } from "./components-suite.ts";
import { prepareApp } from "./harness/app-under-test.ts";
import { startViteApp } from "./harness/vite-app.ts";
import { testPages } from "./pages-suite.ts";

describe("the example on React with Vite, template tokens", () => {
  const app = prepareApp({
    start: () => startViteApp({ token: "template" }),
    settings: COMPONENT_SETTINGS,
  });
  testPages(app);
  testComponents(app, { extent: "telling" });
});
