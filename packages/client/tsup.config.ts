import { defineConfig } from "tsup";

export default defineConfig({
  entry: { index: "src/index.ts", react: "src/react/index.ts", nextjs: "src/nextjs/index.ts" },
  format: "esm",
  target: "es2022",
  platform: "neutral",
  dts: true,
  clean: true,
  external: ["@supabase/supabase-js", "@clerk/nextjs", "react"],
});
