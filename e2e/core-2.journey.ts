// The generation of Clerk's SDKs that most apps are on, and which loads clerk-js 5.
import { testSdk } from "./sdk-suite.ts";

testSdk({
  name: "nextjs-6",
  at: (port) => ["-p", String(port)],
  serverPage: "/server",
  // The development server asks npm for the newest Next.js.
  frameworkAsks: ["registry.npmjs.org"],
});

testSdk({
  name: "clerk-react-5",
  at: (port) => ["--port", String(port)],
  printed: { framework: "vite", file: "src/main.tsx" },
});
