import { join } from "node:path";
import type { NextConfig } from "next";

// This example is part of a workspace: packages stand in the node_modules of the repository's root.
const root = join(import.meta.dirname, "../..");

const config: NextConfig = {
  poweredByHeader: false,
  devIndicators: false,
  outputFileTracingRoot: root,
  turbopack: { root },
};

export default config;
