import { describeLooks } from "./looks-suite.ts";

describeLooks([
  { colorScheme: "dark", width: 1280 },
  { colorScheme: "light", width: 390 },
]);
