import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Clerk keeps its sign-in in a cookie of `localhost`: an app on 127.0.0.1 would be another site.
const host = "localhost";

export default defineConfig({
  plugins: [react()],
  server: { host, strictPort: true },
  preview: { host, strictPort: true },
});
