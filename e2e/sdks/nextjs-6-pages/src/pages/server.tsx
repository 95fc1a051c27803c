import { buildClerkProps, getAuth } from "@clerk/nextjs/server";
import { createClient } from "@supabase/supabase-js";
import type { GetServerSideProps } from "next";

interface Task {
  readonly id: number;
  readonly name: string;
}

export const getServerSideProps: GetServerSideProps = async ({ req }) => {
  const { getToken } = getAuth(req);
  const supabase = createClient(
    process.env.NEXT_PUBLIC_SUPABASE_URL!,
    process.env.NEXT_PUBLIC_SUPABASE_KEY!,
    { accessToken: () => getToken({ template: "supabase" }) },
  );
  const { data } = await supabase.from("tasks").select();
  return { props: { ...buildClerkProps(req), tasks: data ?? [] } };
};

export default function ServerPage({ tasks }: { readonly tasks: readonly Task[] }) {
  return (
    <ul aria-label="Tasks">
      {tasks.map(({ id, name }) => (
        <li key={id}>{name}</li>
      ))}
    </ul>
  );
}
