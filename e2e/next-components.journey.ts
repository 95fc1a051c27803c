import { describe } from "vitest";
import { COMPONENT_SETTINGS, testComponents } from "./components-suite.ts";
import { prepareApp } from "./harness/app-under-test.ts";
import { startExampleApp } from "./harness/example-app.ts";
import { testPages } from "./pages-suite.ts";

describe("the example on Next.js, native tokens", () => {
  const app = prepareApp({
    start: () => startExampleApp({ token: "native", next: "build" }),
    settings: COMPONENT_SETTINGS,
  });
  testPages(app);
  testComponents(app, { extent: "all" });
});
