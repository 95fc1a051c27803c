// Clerk's SDKs for every framework, each in an app of its own, with packages that are installed when it is first run.
// Where a framework asks for Node 22, its app brings that as a package.
import { testSdk } from "./sdk-suite.ts";

const atVitePort = (port: number) => ["--port", String(port), "--strictPort"];

for (const name of ["nextjs-7-pages", "nextjs-6-pages"]) {
  testSdk({
    name,
    at: (port) => ["-p", String(port)],
    serverPage: "/server",
    // The development server asks npm for the newest Next.js.
    frameworkAsks: ["registry.npmjs.org"],
  });
}

testSdk({
  name: "react-6",
  at: atVitePort,
  printed: { framework: "vite", file: "src/main.tsx" },
});

testSdk({
  name: "vue",
  at: atVitePort,
  printed: { framework: "vite", file: "src/main.ts" },
});

testSdk({ name: "react-router", at: atVitePort, serverPage: "/server" });

testSdk({ name: "tanstack-start", at: atVitePort, serverPage: "/server" });

testSdk({
  name: "astro",
  at: (port) => ["--port", String(port)],
  serverPage: "/server",
  // The development server asks npm for the newest Astro.
  frameworkAsks: ["registry.npmjs.org"],
});

testSdk({
  name: "nuxt",
  at: (port) => ["--host", "localhost", "--port", String(port)],
  serverPage: "/server",
});

testSdk({
  name: "expo",
  at: (port) => ["--port", String(port)],
  printed: { framework: "expo", file: "App.js" },
});
