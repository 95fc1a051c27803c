// Builds Studio's pages into the package rowlock, where its server finds them. `npm run dev` serves them with the API of a
// running `rowlock dev`: open the link that it prints with this server's port instead.
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const studio = process.env.STUDIO_URL ?? "http://127.0.0.1:54323";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    outDir: "../../packages/rowlock/dist/studio",
    emptyOutDir: true,
    // The licences of what is bundled ask to be passed on with it.
    license: { fileName: "THIRD-PARTY-NOTICES.md" },
    target: "es2023",
    // Small files stay files: the content security policy takes no script from a data: address.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: studio, headers: { origin: studio } } },
  },
});
