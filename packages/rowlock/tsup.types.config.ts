import { defineConfig } from "tsup";
import { EXPORTS } from "./build/exports.ts";

// The types of what others may import. They take half a minute, and nobody needs them before the package is packed.
export default defineConfig({ entry: { ...EXPORTS }, dts: { only: true }, format: "esm" });
