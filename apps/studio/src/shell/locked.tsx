// What a page shows without the run's secret: nothing of the project, and how to get in.

export function Locked() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-4 px-6 py-12">
      <img src="/rowlock.svg" alt="" className="size-11" />
      <h1 className="text-xl font-semibold tracking-tight">Open Studio by its link</h1>
      <p className="text-sm text-muted">
        Each run of Rowlock has a secret of its own, so that no other page on this machine can read
        your data. The link that carries it was printed when Rowlock started:
      </p>
      <pre className="overflow-x-auto rounded-md bg-sunken px-3 py-2.5 font-mono text-[0.8125rem]">
        Studio {location.origin}/#token=…
      </pre>
      <p className="text-sm text-muted">
        It is in the terminal that runs <code className="font-mono">rowlock dev</code>, and{" "}
        <code className="font-mono">rowlock status</code> prints it again.
      </p>
    </main>
  );
}
