// Where the pages begin: the secret is taken from the address, then the router takes over.
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./api/query-client.ts";
import { takeSecretFromAddress } from "./api/secret.ts";
import { createStudioRouter } from "./router.tsx";
import { followSystemTheme } from "./shell/theme.ts";
import "./styles.css";

takeSecretFromAddress();
followSystemTheme();

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element #root");

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <RouterProvider router={createStudioRouter()} />
    </QueryClientProvider>
  </StrictMode>,
);
