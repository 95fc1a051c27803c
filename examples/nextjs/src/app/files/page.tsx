// Files under the same rule as rows: in one private bucket, each in the folder of whose it is.
import { Show } from "@clerk/nextjs";
import type { Metadata } from "next";
import { ClientFiles } from "../../files/client-files.tsx";
import { PageHead } from "../../site/page-head.tsx";
import { Welcome } from "../../site/welcome.tsx";

export const metadata: Metadata = { title: "Files" };

export default function FilesPage() {
  return (
    <Show when="signed-in" fallback={<Welcome />}>
      <PageHead title="Your files">
        They lie in one bucket, and your token opens your folder of it.
      </PageHead>
      <ClientFiles />
    </Show>
  );
}
