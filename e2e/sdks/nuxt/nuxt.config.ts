export default defineNuxtConfig({
  compatibilityDate: "2026-01-01",
  modules: ["@clerk/nuxt"],
  devtools: { enabled: false },
  app: { head: { link: [{ rel: "icon", href: "data:," }] } },
  // Nuxt's own way: NUXT_PUBLIC_SUPABASE_URL and NUXT_PUBLIC_SUPABASE_KEY come to stand here.
  runtimeConfig: { public: { supabaseUrl: "", supabaseKey: "" } },
});
